package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.PositionBias;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Parts of encoders, made of the weights that go by the usual names. */
public final class EncoderParts {

  private static final String POSITIONS = "position_embd.weight";
  private static final String TYPES = "token_types.weight";

  private final Hyperparameters config;
  private final Weights weights;
  private final DecoderParts parts;

  /** Makes parts of these weights. */
  public EncoderParts(Hyperparameters config, Weights weights) {
    this.config = config;
    this.weights = weights;
    parts = new DecoderParts(config, weights);
  }

  /** The sum of tokens, positions and, where there is a table of them, types; normalized. */
  public EncoderEmbedding embedding() {
    int firstPosition = config.integer("position_offset", 0);
    int count = config.contextLength();
    if (firstPosition < 0 || firstPosition >= count) {
      throw config.wrong("position_offset", firstPosition, "0 to " + (count - 1));
    }
    PackedWeight positions = weights.matrix(POSITIONS, Rows.all(count), config.width());
    return embedding(new EncoderEmbedding.Learned(positions, firstPosition));
  }

  /** The same without positions, which attention knows. */
  public EncoderEmbedding rotatedEmbedding() {
    return embedding(new EncoderEmbedding.Rotated(config.contextLength()));
  }

  private EncoderEmbedding embedding(EncoderEmbedding.Places places) {
    return new EncoderEmbedding(
        parts.table("token_embd.weight"),
        places,
        types(),
        parts.layerNorm("token_embd_norm", config.width()));
  }

  private Optional<PackedWeight> types() {
    int types = config.integer("token_type_count", 0);
    if (types < 0) {
      throw config.wrong("token_type_count", types, "0 or more");
    }
    if (types > 0) {
      return Optional.of(weights.matrix(TYPES, Rows.all(types), config.width()));
    }
    return parts.has(TYPES) ? Optional.of(parts.table(TYPES)) : Optional.empty();
  }

  /** Layers that normalize what each of their parts has added to. */
  public EncoderStack layers() {
    return layers(PositionBias.NONE);
  }

  /** The same with a bias by distance in each of them. */
  public EncoderStack layers(PositionBias bias) {
    AttentionSpec spec = full().withBias(bias);
    Activation f = activation("gelu");
    return layers(
        layer ->
            block(
                layer, attention(layer.projections(), new Positions.None(), spec), layer.plain(f)));
  }

  /**
   * The same whose queries and keys are rotated, and whose feed-forward parts are gated; queries,
   * keys and values are made by one matrix.
   *
   * @param base of the frequencies if the file names none
   */
  public EncoderStack rotatedLayers(float base) {
    AttentionSpec spec = full();
    Activation f = activation("silu");
    Positions rotary = parts.rotary(base);
    return layers(
        layer -> block(layer, attention(layer.fusedProjections(), rotary, spec), layer.gated(f)));
  }

  private EncoderStack layers(Function<DecoderParts, EncoderBlock> build) {
    List<EncoderBlock> blocks = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      blocks.add(build.apply(parts.layer(i)));
    }
    return new EncoderStack(blocks, Norm.none());
  }

  private static SelfAttention attention(
      Projections projections, Positions positions, AttentionSpec spec) {
    return new SelfAttention(projections, Norm.none(), Norm.none(), positions, spec, 0);
  }

  private EncoderBlock block(DecoderParts layer, SelfAttention attention, FeedForward feedForward) {
    int d = config.width();
    return new EncoderBlock(
        NormPlacement.AFTER,
        attention,
        layer.layerNorm("attn_output_norm", d),
        feedForward,
        layer.layerNorm("layer_output_norm", d));
  }

  /** An encoder of these parts. */
  public EncoderNetwork encoder(EncoderEmbedding embedding, EncoderStack layers) {
    return new Encoder(embedding, layers, weights);
  }

  /** Every row sees all of its text. */
  private AttentionSpec full() {
    if (config.width() % config.heads() != 0) {
      throw config.wrong("attention.head_count", config.heads(), "a divisor of " + config.width());
    }
    return new AttentionSpec(
        config.heads(),
        config.attentionScale(),
        0f,
        AttentionSpec.NO_WINDOW,
        AttentionSpec.Mask.FULL);
  }

  private Activation activation(String usual) {
    String name = config.text("hidden_act", usual);
    return switch (name) {
      case "gelu", "gelu_python" -> Activation.GELU_ERF;
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activation.GELU_TANH;
      case "relu" -> Activation.RELU;
      case "silu", "swish" -> Activation.SILU;
      default -> throw config.wrong("hidden_act", name, "gelu, gelu_new, relu or silu");
    };
  }
}
