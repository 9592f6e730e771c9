/**
 * The arithmetic of a model, and the seam behind which its implementations stand.
 *
 * <p>Letters used for extents everywhere in this project, Java and C alike:
 *
 * <ul>
 *   <li>{@code n} rows of a step: the tokens of all sequences, back to back
 *   <li>{@code d} model width, {@code k} inner and {@code m} outer extent of a product
 *   <li>{@code h} query heads, {@code g} key/value heads, {@code e} elements per head
 *   <li>{@code t} past positions of one sequence, {@code v} vocabulary
 * </ul>
 *
 * <p>Tensors are dense and row-major. Every op has one defined order of rounding ({@code
 * numerics.md}); {@code kernel.reference} is its definition and every other implementation gives
 * the same bits. This package imports {@code tensor} only.
 */
package io.millrace.kernel;
