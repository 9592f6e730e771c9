/**
 * The definition of every bit: each op of {@link io.millrace.kernel.Kernels} in plain scalar Java,
 * as {@code numerics.md} words it. Never tuned; other implementations are tested against it.
 *
 * <p>Imports {@code kernel}, {@code tensor} and {@code quant} only.
 */
package io.millrace.kernel.reference;
