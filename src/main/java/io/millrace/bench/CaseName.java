package io.millrace.bench;

/**
 * What is measured, in the letters of {@link io.millrace.kernel}.
 *
 * @param op the operation, as its method of {@code Kernels} is called, or the function it applies
 * @param type how weights or cached keys are stored; F32 where there are none
 * @param n rows
 * @param m outputs of a product, positions of attention, else 0
 * @param k elements of a row
 */
public record CaseName(String op, String type, int n, int m, int k) {}
