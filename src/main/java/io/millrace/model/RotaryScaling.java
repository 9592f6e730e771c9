package io.millrace.model;

import io.millrace.tensor.Tensor;

/**
 * How rotary frequencies are stretched so that a model reads longer texts than it was first trained
 * on.
 *
 * <p>All kinds start from {@code base^(-2i / (2r))} for pair i of r, computed in double; the result
 * is rounded to f32.
 */
final class RotaryScaling {

  private final Hyperparameters config;
  private final double base;
  private final double[] frequencies;
  private double magnitude = 1;

  private RotaryScaling(Hyperparameters config, double base, int pairs) {
    this.config = config;
    this.base = base;
    frequencies = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      frequencies[i] = StrictMath.pow(base, -(double) i / pairs);
    }
  }

  /** A table without any scaling. */
  static RotaryTable plain(Hyperparameters config, float base) {
    return new RotaryScaling(config, base, config.rotaryPairs()).table();
  }

  /** A table scaled as metadata and tensors say. */
  static RotaryTable scaled(Hyperparameters config, Weights weights, float base) {
    RotaryScaling scaling = new RotaryScaling(config, base, config.rotaryPairs());
    String kind = config.text("rope.scaling.type", "none");
    switch (kind) {
      case "none" -> scaling.divide(1);
      case "linear" -> scaling.divide(scaling.factor());
      case "yarn" -> scaling.yarn();
      case "longrope" -> scaling.longrope(weights);
      default -> throw config.wrong("rope.scaling.type", kind, "none, linear, yarn or longrope");
    }
    scaling.divideBy(weights, "rope_freqs.weight");
    return scaling.table();
  }

  private RotaryTable table() {
    float[] rounded = new float[frequencies.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) frequencies[i];
    }
    return new RotaryTable(rounded, magnitude);
  }

  private void divide(double factor) {
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] /= factor;
    }
  }

  /** Divides by a tensor's elements if there is one, as Llama 3.1 does. */
  private void divideBy(Weights weights, String name) {
    if (weights.shape(name).isEmpty()) {
      return;
    }
    Tensor divisors = weights.vector(name, Rows.all(frequencies.length));
    for (int i = 0; i < frequencies.length; i++) {
      float divisor = divisors.getFloat(i);
      if (!(divisor > 0 && Float.isFinite(divisor))) {
        throw new IllegalArgumentException(
            "tensor %s has %s at %d, expected finite numbers above 0".formatted(name, divisor, i));
      }
      frequencies[i] /= divisor;
    }
  }

  /**
   * Slow pairs are stretched by the factor, fast ones are kept, those between are blended. Peng et
   * al., "YaRN", arXiv:2309.00071.
   */
  private void yarn() {
    double factor = factor();
    double first =
        Math.max(0, Math.floor(pairOf(config.number("rope.scaling.yarn_beta_fast", 32))));
    double slow = Math.ceil(pairOf(config.number("rope.scaling.yarn_beta_slow", 1)));
    double last = Math.min(2.0 * frequencies.length - 1, slow);
    for (int i = 0; i < frequencies.length; i++) {
      double ramp = (i - first) / Math.max(0.001, last - first);
      double stretched = Math.min(1, Math.max(0, ramp));
      frequencies[i] *= stretched / factor + (1 - stretched);
    }
    magnitude = attentionFactor() * (1 + 0.1 * StrictMath.log(factor));
  }

  /** The pair, as a fraction, that turns this often within the original context. */
  private double pairOf(double turns) {
    double length = originalContext() / (turns * 2 * Math.PI);
    return frequencies.length * StrictMath.log(length) / StrictMath.log(base);
  }

  /**
   * Divides each pair by its own factor: the long ones if the context in use is beyond the original
   * one, else the short ones. Ding et al., "LongRoPE", arXiv:2402.13753.
   */
  private void longrope(Weights weights) {
    String which = config.contextLength() > originalContext() ? "long" : "short";
    divideBy(weights, "rope_factors_" + which + ".weight");
    magnitude = attentionFactor();
  }

  private double attentionFactor() {
    return config.positive("rope.scaling.attn_factor", 1f);
  }

  private double factor() {
    return config.positive("rope.scaling.factor", 1f);
  }

  private int originalContext() {
    int context = config.integer("rope.scaling.original_context_length", config.contextLength());
    if (context < 1) {
      throw config.wrong("rope.scaling.original_context_length", context, "1 or more");
    }
    return context;
  }
}
