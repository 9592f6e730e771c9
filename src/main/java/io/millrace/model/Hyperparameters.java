package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import java.util.List;

/**
 * The hyperparameters that decoders share, read and checked when they are asked for.
 *
 * <p>Every getter throws {@link IllegalArgumentException} with the key, what was found and what was
 * expected. The bounds keep later arithmetic on extents within an int.
 */
public final class Hyperparameters {

  private static final int MOST_LAYERS = 1 << 12;
  private static final int MOST_WIDTH = 1 << 20;
  private static final int MOST_HEADS = 1 << 14;
  private static final int MOST_HEAD_ELEMENTS = 1 << 14;

  private final Metadata metadata;
  private final String architecture;
  private final int contextLimit;

  /**
   * Reads them lazily.
   *
   * @param architecture the prefix of its keys
   * @param contextLimit positions wanted at most; the model's own length is a limit as well
   */
  public Hyperparameters(Metadata metadata, String architecture, int contextLimit) {
    this.metadata = metadata;
    this.architecture = architecture;
    this.contextLimit = contextLimit;
  }

  /** The architecture's name. */
  public String architecture() {
    return architecture;
  }

  /** Those of a part, such as an encoder, whose keys have a prefix of their own. */
  public Hyperparameters part(String name) {
    return new Hyperparameters(metadata, key(name), contextLimit);
  }

  /** Model width, d. */
  public int width() {
    return required("embedding_length", MOST_WIDTH);
  }

  /** Layers. */
  public int layers() {
    return required("block_count", MOST_LAYERS);
  }

  /** Query heads, h. */
  public int heads() {
    return required("attention.head_count", MOST_HEADS);
  }

  /** Key/value heads, g. */
  public int groups() {
    int g = optional("attention.head_count_kv", heads(), MOST_HEADS);
    if (heads() % g != 0) {
      throw wrong("attention.head_count_kv", g, "a divisor of " + heads());
    }
    return g;
  }

  /** Elements of a head, e. */
  public int headElements() {
    int e = optional("attention.key_length", Math.max(1, width() / heads()), MOST_HEAD_ELEMENTS);
    int values = optional("attention.value_length", e, MOST_HEAD_ELEMENTS);
    if (values != e) {
      throw wrong("attention.value_length", values, e + ", as key_length says");
    }
    return e;
  }

  /** Inner width of the feed-forward part. */
  public int feedForwardWidth() {
    return required("feed_forward_length", MOST_WIDTH);
  }

  /** Positions the model was made for, or the limit if that is lower. */
  public int contextLength() {
    return Math.min(contextLimit, required("context_length", 1 << 30));
  }

  /** Added to mean squares, under a norm's key such as {@code layer_norm_rms_epsilon}. */
  public float epsilon(String key) {
    float epsilon = number("attention." + key, Float.NaN);
    if (!(epsilon >= 0 && epsilon < 1)) {
      throw wrong("attention." + key, epsilon, "0 to 1");
    }
    return epsilon;
  }

  /** Pairs of a head that are rotated, r. */
  public int rotaryPairs() {
    int e = headElements();
    int dimensions = optional("rope.dimension_count", e, e);
    if (dimensions % 2 != 0) {
      throw wrong("rope.dimension_count", dimensions, "an even number");
    }
    return dimensions / 2;
  }

  /** The base of rotary frequencies. */
  public float rotaryBase(String key, float fallback) {
    float base = positive(key, fallback);
    if (base <= 1) {
      throw wrong(key, base, "a finite number above 1");
    }
    return base;
  }

  /** The window of the model's local layers, or the fallback if the file names none. */
  public int window(int fallback) {
    int window = integer("attention.sliding_window", 0);
    if (window < 0) {
      throw wrong("attention.sliding_window", window, "0 or more");
    }
    return window == 0 ? fallback : window;
  }

  /** The factor of queries, {@code 1 / sqrt(e)} unless the file says otherwise. */
  public float attentionScale() {
    return attentionScale(Integer.MAX_VALUE);
  }

  /**
   * The same for a line of models whose largest size scales by {@code 1 / sqrt(d / h)}.
   *
   * @param layersOfLargest by which that size is known
   */
  public float attentionScale(int layersOfLargest) {
    boolean largest = layers() == layersOfLargest;
    float fallback = (float) (1 / Math.sqrt(largest ? width() / heads() : headElements()));
    return positive("attention.scale", fallback);
  }

  /** Causal attention of all query heads within a window. */
  public AttentionSpec causal(int window) {
    return new AttentionSpec(heads(), attentionScale(), 0f, window, AttentionSpec.Mask.CAUSAL);
  }

  /** Attention of all query heads to a whole sequence. */
  public AttentionSpec full() {
    return new AttentionSpec(
        heads(), attentionScale(), 0f, AttentionSpec.NO_WINDOW, AttentionSpec.Mask.FULL);
  }

  /** What a feed-forward part applies, by the name that a file gives it. */
  public Activation activation(String key) {
    String name = text(key, "");
    return switch (name) {
      case "relu" -> Activation.RELU;
      case "gelu" -> Activation.GELU_ERF;
      case "gelu_new" -> Activation.GELU_TANH;
      case "silu" -> Activation.SILU;
      default -> throw wrong(key, name, "relu, gelu, gelu_new or silu; others are not supported");
    };
  }

  /** A finite number above 0, or the fallback if the key is absent. */
  public float positive(String key, float fallback) {
    float value = number(key, fallback);
    if (!(value > 0 && Float.isFinite(value))) {
      throw wrong(key, value, "a finite number above 0");
    }
    return value;
  }

  /** A cap of scores or logits, 0 for none. */
  public float softCap(String key, float fallback) {
    float cap = number(key, fallback);
    if (!(cap >= 0 && Float.isFinite(cap))) {
      throw wrong(key, cap, "0 or a finite number above it");
    }
    return cap;
  }

  /** Refuses a mixture of experts, which no family here knows. */
  public void refuseExperts() {
    int experts = integer("expert_count", 0);
    if (experts != 0) {
      throw wrong("expert_count", experts, "none; mixtures of experts are not supported");
    }
  }

  /** A whole number, or the fallback if the key is absent. */
  public int integer(String key, int fallback) {
    return metadata.integer(key(key)).orElse(fallback);
  }

  /** A number, or the fallback if the key is absent. */
  public float number(String key, float fallback) {
    return metadata.number(key(key)).orElse(fallback);
  }

  /** A text, or the fallback if the key is absent. */
  public String text(String key, String fallback) {
    return metadata.text(key(key)).orElse(fallback);
  }

  /** Whole numbers, none if the key is absent. */
  public List<Integer> integers(String key) {
    return metadata.integers(key(key));
  }

  /** An exception that says what was found under a key, and what was expected. */
  public IllegalArgumentException wrong(String key, Object found, String expected) {
    return new IllegalArgumentException(
        metadata.label(key(key)) + " is " + found + ", expected " + expected);
  }

  private int required(String key, int most) {
    if (metadata.integers(key(key)).isEmpty()) {
      throw wrong(key, "missing", "a whole number from 1 to " + most);
    }
    return optional(key, 0, most);
  }

  /** One number, or an array of equal ones. */
  private int optional(String key, int fallback, int most) {
    List<Integer> values = metadata.integers(key(key));
    if (values.isEmpty()) {
      return fallback;
    }
    if (values.stream().distinct().count() != 1) {
      throw wrong(key, values, "the same for all layers; layers that differ are not supported");
    }
    return inRange(key, values.get(0), most);
  }

  private int inRange(String key, int value, int most) {
    if (value < 1 || value > most) {
      throw wrong(key, value, "1 to " + most);
    }
    return value;
  }

  private String key(String key) {
    return architecture + "." + key;
  }
}
