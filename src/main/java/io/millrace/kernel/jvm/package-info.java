/**
 * The arithmetic in Java made fast: the bits of {@code kernel.reference}, on all threads, in loops
 * that C2 turns into vector instructions.
 *
 * <p>C2 vectorizes counted loops over heap arrays of ints or floats, not over buffers and not over
 * bytes. So weights lie off the heap in panels whose columns are ints, four codes each; a slab of
 * columns is copied to a heap array per thread, and every loop runs along rows of the weight.
 *
 * <p>Imports {@code kernel}, {@code tensor} and {@code quant} only.
 */
package io.millrace.kernel.jvm;
