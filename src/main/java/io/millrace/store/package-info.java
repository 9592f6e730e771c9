/**
 * A model's name becomes its file: a table of known models, a folder that keeps them, and a
 * download that survives bad servers.
 *
 * <p>The folder ({@code $MILLRACE_HOME}, or {@code ~/.cache/millrace}) holds each model under the
 * file name of the table {@code models.properties}, beside it {@code FILE.part} while it is fetched
 * and {@code FILE.lock}, which {@code scripts/fetch-model} takes as well. A file has its final name
 * only after its sha256 was right.
 */
package io.millrace.store;
