package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Parts of decoders, made of the weights that go by the usual names. */
public final class DecoderParts {

  private static final String EMBEDDING = "token_embd.weight";

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

  /** The parts of an encoder or a decoder beside another, whose names start with a prefix. */
  public DecoderParts part(String prefix, Hyperparameters own) {
    return new DecoderParts(own, new PrefixedWeights(prefix, weights));
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
    return rmsNorm(name, d, 1f);
  }

  /** The same whose result is multiplied by a factor, which its gain is for. */
  public Norm rmsNorm(String name, int d, float factor) {
    float epsilon = config.epsilon("layer_norm_rms_epsilon");
    Tensor gain = weights.vector(name + ".weight", Rows.all(d));
    for (int i = 0; i < d && factor != 1; i++) {
      gain.setFloat(i, gain.getFloat(i) * factor);
    }
    return new Norm.RootMeanSquare(gain, epsilon);
  }

  /** A layer norm of {@code NAME.weight} and {@code NAME.bias}, both {@code [d]}. */
  public Norm layerNorm(String name, int d) {
    float epsilon = config.epsilon("layer_norm_epsilon");
    return new Norm.Layer(
        weights.vector(name + ".weight", Rows.all(d)),
        weights.vector(name + ".bias", Rows.all(d)),
        epsilon);
  }

  /** {@code NAME_q}, {@code NAME_k}, {@code NAME_v} and {@code NAME_o}. */
  public Projections attention(String name) {
    int d = config.width();
    int queries = config.heads() * config.headElements();
    int keys = config.groups() * config.headElements();
    return new Projections(
        linear(name + "_q", queries, d),
        linear(name + "_k", keys, d),
        linear(name + "_v", keys, d),
        linear(name + "_o", d, queries));
  }

  /** {@code attn_q}, {@code attn_k}, {@code attn_v} and {@code attn_output}. */
  public Projections projections() {
    return projections(0);
  }

  /**
   * The same of a file in which the first {@code 2 r} rows of each query and key head stand in
   * pairs.
   */
  public Projections pairedProjections(int r) {
    return projections(r);
  }

  private Projections projections(int r) {
    int d = config.width();
    int e = config.headElements();
    int queries = config.heads() * e;
    int keys = config.groups() * e;
    return new Projections(
        linear("attn_q", Rows.all(queries).separated(e, r), d),
        linear("attn_k", Rows.all(keys).separated(e, r), d),
        linear("attn_v", keys, d),
        linear("attn_output", d, queries));
  }

  /** The same of a file that keeps queries, keys and values in one {@code attn_qkv}. */
  public Projections fusedProjections() {
    int d = config.width();
    int queries = config.heads() * config.headElements();
    int keys = config.groups() * config.headElements();
    Rows all = Rows.all(queries + 2 * keys);
    return new Projections(
        linear("attn_qkv", all.range(0, queries), d),
        linear("attn_qkv", all.range(queries, keys), d),
        linear("attn_qkv", all.range(queries + keys, keys), d),
        linear("attn_output", d, queries));
  }

  /** {@code ffn_gate}, {@code ffn_up} and {@code ffn_down}. */
  public FeedForward gated(Activation f) {
    int d = config.width();
    int m = config.feedForwardWidth();
    return new FeedForward.Gated(
        f, linear("ffn_gate", m, d), linear("ffn_up", m, d), linear("ffn_down", d, m));
  }

  /** The same of a file that keeps gate and up, in this order, in one {@code ffn_up}. */
  public FeedForward fusedGated(Activation f) {
    int d = config.width();
    int m = config.feedForwardWidth();
    Rows both = Rows.all(2 * m);
    return new FeedForward.Gated(
        f,
        linear("ffn_up", both.range(0, m), d),
        linear("ffn_up", both.range(m, m), d),
        linear("ffn_down", d, m));
  }

  /** {@code ffn_up} and {@code ffn_down}. */
  public FeedForward plain(Activation f) {
    int d = config.width();
    int m = config.feedForwardWidth();
    return new FeedForward.Plain(f, linear("ffn_up", m, d), linear("ffn_down", d, m));
  }

  /** The table {@code token_embd.weight [v, d]}. */
  public Embedding embedding(float factor, Positions positions) {
    return new Embedding(table(EMBEDDING, EMBEDDING), factor, positions);
  }

  /** One block for each layer, built from the layer's parts and its number. */
  public List<DecoderBlock> blocks(BiFunction<DecoderParts, Integer, DecoderBlock> build) {
    List<DecoderBlock> blocks = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      blocks.add(build.apply(layer(i), i));
    }
    return blocks;
  }

  /**
   * Positions by rotation, scaled as the file says.
   *
   * @param base of the frequencies if the file names none
   */
  public Positions rotary(float base) {
    float own = config.rotaryBase("rope.freq_base", base);
    return new Positions.Rotary(RotaryScaling.scaled(config, weights, own));
  }

  /** Positions by rotation, never scaled. */
  public Positions unscaledRotary(float base) {
    return new Positions.Rotary(RotaryScaling.plain(config, base));
  }

  /** Positions by a vector for each, from {@code position_embd.weight [positions, d]}. */
  public Positions learnedPositions() {
    return learnedPositions(0, config.contextLength());
  }

  /**
   * The same for so many positions, of a table whose first rows stand for none.
   *
   * @param unused rows in front of the first position's
   */
  public Positions learnedPositions(int unused, int positions) {
    String name = "position_embd.weight";
    int rows = rows(name);
    if (rows - unused < positions) {
      throw new IllegalArgumentException(
          "tensor %s is [%d, %d], expected a row for each of %d positions"
                  .formatted(weights.label(name), rows, config.width(), positions)
              + (unused > 0 ? " behind " + unused + " others" : ""));
    }
    Rows used = Rows.all(rows).range(unused, rows - unused);
    return new Positions.Learned(weights.matrix(name, used, config.width()));
  }

  /** The matrix {@code NAME [rows, d]}, however many rows it has. */
  public PackedWeight table(String name) {
    return weights.matrix(name, Rows.all(rows(name)), config.width());
  }

  /** The vector {@code NAME [elements]} if there is one. */
  public Bias bias(String name, int elements) {
    return has(name) ? Bias.of(weights.vector(name, Rows.all(elements))) : Bias.NONE;
  }

  /** {@code output.weight [v, d]}, or the embedding's table if there is none. */
  public Unembedding unembedding(Norm norm, float softCap) {
    String name = has("output.weight") ? "output.weight" : EMBEDDING;
    return new Unembedding(norm, table(name, EMBEDDING), softCap);
  }

  /** A decoder of these parts. */
  public Network decoder(Embedding embedding, List<DecoderBlock> blocks, Unembedding unembedding) {
    return new Decoder(embedding, blocks, unembedding, config.contextLength(), weights);
  }

  /** A matrix {@code [rows, d]} of as many rows as another has. */
  private PackedWeight table(String name, String pattern) {
    return weights.matrix(name, Rows.all(rows(pattern)), config.width());
  }

  private int rows(String name) {
    int d = config.width();
    Shape shape =
        weights
            .shape(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor %s is missing, expected [rows, %d]"
                            .formatted(weights.label(name), d)));
    long rows = shape.rank() == 2 ? shape.extent(0) : 0;
    if (rows < 1 || rows > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tensor %s is %s, expected [rows, %d]".formatted(weights.label(name), shape, d));
    }
    return (int) rows;
  }
}
