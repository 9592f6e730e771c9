package io.millrace.model;

import io.millrace.kernel.PackedWeight;

/**
 * Turns token ids into the first hidden states.
 *
 * @param table {@code [v, d]}
 * @param factor what the looked-up rows are multiplied by
 * @param positions what is added for the place of a token
 */
public record Embedding(PackedWeight table, float factor, Positions positions) {

  Value forward(Ops ops, Step step) {
    return positions.embed(ops, ops.embed(table, step.ids(), factor), step);
  }
}
