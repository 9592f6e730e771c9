package io.millrace.model;

import io.millrace.tensor.Tensor;

/**
 * By how much each row of a step is rotated.
 *
 * @param cosine {@code [n, r]}
 * @param sine {@code [n, r]}
 */
public record Rotation(Tensor cosine, Tensor sine) {}
