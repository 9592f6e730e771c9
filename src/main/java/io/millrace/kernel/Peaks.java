package io.millrace.kernel;

/**
 * What a machine can do at most, as measured on it; a multiply-add counts as two operations.
 *
 * @param int8Gops products of int8 in registers, 1e9 operations a second
 * @param f32Gflops fused multiply-adds in registers, 1e9 operations a second
 * @param readGBps memory read by all threads, 1e9 bytes a second
 */
public record Peaks(double int8Gops, double f32Gflops, double readGBps) {}
