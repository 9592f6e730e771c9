package io.millrace.model;

import io.millrace.tensor.DataType;

/**
 * A model's weights and the order of operations that turns whole texts into hidden states, each of
 * which has seen all tokens of its text.
 */
public interface EncoderNetwork extends AutoCloseable {

  /** Its extents. */
  EncoderShape shape();

  /**
   * Runs the rows of a step: whole texts, each from position 0 on, over a cache of one layer.
   *
   * @param types the part of its text that each row belongs to
   * @return hidden states, {@code [outputs, d]} in the order of {@link Step#outputs}; valid until
   *     the next forward with these {@code ops}
   * @throws IllegalArgumentException if an id or a type is outside its table, or a text too long
   */
  Value forward(Ops ops, Step step, int[] types);

  /** The cache's type unless the user says otherwise: F16 with quantized weights, else F32. */
  DataType defaultCacheType();

  /** Gives the weights back. */
  @Override
  void close();
}
