package io.millrace.model;

import io.millrace.kernel.PackedWeight;

/** How a network knows the order of tokens. */
public sealed interface Positions {

  /** What is added to the embeddings. */
  default Value embed(Ops ops, Value embeddings, Step step) {
    return embeddings;
  }

  /** What is done to queries and keys {@code [n, heads, e]}; uses them up. */
  default Value rotate(Ops ops, Value heads, Step step) {
    return heads;
  }

  /** Queries and keys are rotated by angles that grow with the position. */
  record Rotary(RotaryTable table) implements Positions {
    @Override
    public Value rotate(Ops ops, Value heads, Step step) {
      return ops.rotate(heads, table, step);
    }
  }

  /**
   * A vector is added for each position.
   *
   * @param table {@code [positions, d]}
   */
  record Learned(PackedWeight table) implements Positions {
    @Override
    public Value embed(Ops ops, Value embeddings, Step step) {
      return ops.add(embeddings, ops.embed(table, ops.ints(step.positions()), 1f));
    }
  }

  /** The network does not know it. */
  record None() implements Positions {}
}
