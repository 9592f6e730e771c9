package io.millrace.model;

import io.millrace.kernel.PackedWeight;

/**
 * Turns the last hidden states into logits.
 *
 * @param norm of the hidden states
 * @param weight {@code [v, d]}; the embedding's table if the two are tied
 * @param softCap cap of {@code cap * tanh(logit / cap)}, or 0 for none
 */
public record Unembedding(Norm norm, PackedWeight weight, float softCap) {}
