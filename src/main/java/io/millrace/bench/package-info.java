/**
 * How fast kernels and models are on this machine.
 *
 * <p>This package imports {@code io.millrace}, {@code kernel}, {@code tensor}, {@code quant} and
 * {@code json} only.
 */
package io.millrace.bench;
