package io.millrace.kernel;

import io.millrace.tensor.Tensor;

/**
 * One of several products of the same rows {@code x [n, k]}: {@code out = x · Wᵀ + bias}.
 *
 * @param weight {@code [m, k]}, quantized
 * @param bias {@code [m]}
 * @param out {@code [n, m]}
 */
public record Product(PackedWeight weight, Bias bias, Tensor out) {}
