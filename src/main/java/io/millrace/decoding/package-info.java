/**
 * From the last hidden rows of a step to tokens: the head in stripes, the filters, the draw.
 *
 * <p>{@link io.millrace.decoding.Head} multiplies rows by the unembedding stripe by stripe and
 * keeps only what somebody asked for; {@link io.millrace.decoding.Sampler} turns that into tokens
 * and log-probabilities. A row's result depends on that row and its request alone, never on the
 * rows beside it. Formulas and order: {@code numerics.md} 3 and 5. This package imports {@code
 * kernel} and {@code tensor} only.
 */
package io.millrace.decoding;
