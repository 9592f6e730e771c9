package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Shape;

/** Parts of decoders, made of the weights that go by the usual names. */
public final class DecoderParts {

  private final Hyperparameters config;
  private final Weights weights;

  /** Makes parts of these weights. */
  public DecoderParts(Hyperparameters config, Weights weights) {
    this.config = config;
    this.weights = weights;
  }

  /** The parts of one layer, whose names start with {@code blk.LAYER.}. */
  public DecoderParts layer(int layer) {
    return new DecoderParts(config, new PrefixedWeights("blk." + layer + ".", weights));
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return weights.shape(name).isPresent();
  }

  /**
   * A linear layer of all rows of {@code NAME.weight [m, k]}, with {@code NAME.bias} if present.
   */
  public Linear linear(String name, int m, int k) {
    return linear(name, Rows.all(m), k);
  }

  /** A linear layer of some rows of {@code NAME.weight}, with those of {@code NAME.bias}. */
  public Linear linear(String name, Rows rows, int k) {
    PackedWeight weight = weights.matrix(name + ".weight", rows, k);
    boolean biased = has(name + ".bias");
    return new Linear(weight, biased ? Bias.of(weights.vector(name + ".bias", rows)) : Bias.NONE);
  }

  /** A root-mean-square norm of {@code NAME.weight [d]}. */
  public Norm rmsNorm(String name, int d) {
    float epsilon = config.epsilon("layer_norm_rms_epsilon");
    return new Norm.RootMeanSquare(weights.vector(name + ".weight", Rows.all(d)), epsilon);
  }

  /** A root-mean-square norm if there is {@code NAME.weight}, else none. */
  public Norm optionalRmsNorm(String name, int d) {
    return has(name + ".weight") ? rmsNorm(name, d) : Norm.none();
  }

  /** A layer norm of {@code NAME.weight} and {@code NAME.bias}, both {@code [d]}. */
  public Norm layerNorm(String name, int d) {
    float epsilon = config.epsilon("layer_norm_epsilon");
    return new Norm.Layer(
        weights.vector(name + ".weight", Rows.all(d)),
        weights.vector(name + ".bias", Rows.all(d)),
        epsilon);
  }

  /** {@code ffn_gate}, {@code ffn_up} and {@code ffn_down}. */
  public FeedForward gated(Activation f) {
    int d = config.width();
    int m = config.feedForwardWidth();
    return new FeedForward.Gated(
        f, linear("ffn_gate", m, d), linear("ffn_up", m, d), linear("ffn_down", d, m));
  }

  /** The table {@code token_embd.weight [v, d]}. */
  public Embedding embedding(float factor, Positions positions) {
    return new Embedding(table("token_embd.weight"), factor, positions);
  }

  /** {@code output.weight [v, d]}, or the embedding's table if there is none. */
  public Unembedding unembedding(Norm norm) {
    String name = has("output.weight") ? "output.weight" : "token_embd.weight";
    return new Unembedding(norm, table(name), config.softCap("final_logit_softcapping"));
  }

  /** A matrix of as many rows as the vocabulary has ids. */
  private PackedWeight table(String name) {
    int d = config.width();
    Shape shape =
        weights
            .shape("token_embd.weight")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor token_embd.weight is missing, expected [vocabulary, %d]"
                            .formatted(d)));
    long v = shape.rank() == 2 ? shape.extent(0) : 0;
    if (v < 1 || v > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tensor token_embd.weight is %s, expected [vocabulary, %d]".formatted(shape, d));
    }
    return weights.matrix(name, Rows.all((int) v), d);
  }
}
