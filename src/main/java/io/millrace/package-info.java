/**
 * What users see: models, requests and answers.
 *
 * <p>Start at {@link io.millrace.LanguageModel#open(String)}. Requests and answers are immutable
 * values; options are built by {@code defaults()} and {@code withX(…)}. No public signature names a
 * type outside this package and {@code java.*}.
 *
 * <p>An answer depends on the model file and the request, and on nothing else: not on what else is
 * in the batch, the number of threads, the instruction set or the kernels.
 */
package io.millrace;
