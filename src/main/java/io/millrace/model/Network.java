package io.millrace.model;

import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.DataType;
import java.util.Optional;

/** A model's weights and the order of operations that turns token ids into hidden states. */
public interface Network extends AutoCloseable {

  /** Its extents. */
  NetworkShape shape();

  /**
   * Runs the rows of a step and writes their keys and values into the cache.
   *
   * @return hidden states behind the final norm, {@code [outputs, d]} in the order of {@link
   *     Step#outputs}; valid until the next forward with these {@code ops}
   * @throws IllegalArgumentException if an id is outside the vocabulary, or a position outside the
   *     context
   */
  Value forward(Ops ops, Step step);

  /** What reads a source before {@link #forward} continues from it, if the network needs one. */
  default Optional<SourceEncoder> source() {
    return Optional.empty();
  }

  /** The weight {@code [v, d]} that makes logits of hidden states. */
  PackedWeight unembedding();

  /** What is added to logits, {@code [v]}, or nothing. */
  default Bias unembeddingBias() {
    return Bias.NONE;
  }

  /** The cap of {@code cap * tanh(logit / cap)}, or 0 for none. */
  float logitSoftCap();

  /** The cache's type unless the user says otherwise: F16 with quantized weights, else F32. */
  DataType defaultCacheType();

  /** Gives the weights back. */
  @Override
  void close();
}
