package io.millrace.load;

import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.model.EncoderFamily;
import io.millrace.model.HeadFunction;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Linear;
import io.millrace.model.Norm;
import io.millrace.model.Pooling;
import io.millrace.model.Readout;
import io.millrace.model.ReadoutLayer;
import io.millrace.model.Rows;
import io.millrace.model.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a vector of a text: pooling and further modules.
 *
 * @param pooling the first of them
 * @param modules the others, in order
 */
record SentenceHead(Pooling pooling, List<Module> modules) implements ReadoutPlan {

  private static final float EPSILON = 1e-5f;

  /** Copies the list. */
  SentenceHead {
    modules = List.copyOf(modules);
  }

  /** A module behind pooling. */
  sealed interface Module {}

  /**
   * A linear layer.
   *
   * @param name of its tensors, without {@code .weight}
   * @param label where its extents stand, for messages
   * @param in elements it takes
   * @param out elements it gives
   * @param biased whether it has a bias
   * @param f applied to what it gives
   */
  record Dense(String name, String label, int in, int out, boolean biased, HeadFunction f)
      implements Module {}

  /** A layer norm whose tensors have this name. */
  record LayerNorm(String name, String label, int width) implements Module {}

  /** Vectors of length 1. */
  record Normalize() implements Module {}

  @Override
  public Readout build(EncoderFamily family, Hyperparameters config, Weights weights) {
    List<ReadoutLayer> layers = new ArrayList<>();
    for (Module module : modules) {
      int width = Readout.ofTexts(pooling, layers).width(config.width());
      layers.add(layer(module, width, weights));
    }
    return Readout.ofTexts(pooling, layers);
  }

  private static ReadoutLayer layer(Module module, int width, Weights weights) {
    if (module instanceof Dense dense) {
      expect(dense.label + "in_features", dense.in, width);
      return new ReadoutLayer.Dense(linear(dense, weights), dense.f);
    }
    if (module instanceof LayerNorm norm) {
      expect(norm.label + "dimension", norm.width, width);
      Rows all = Rows.all(width);
      return new ReadoutLayer.Normed(
          new Norm.Layer(
              weights.vector(norm.name + ".weight", all),
              weights.vector(norm.name + ".bias", all),
              EPSILON));
    }
    return new ReadoutLayer.UnitLength();
  }

  private static void expect(String what, int found, int width) {
    if (found != width) {
      throw new IllegalArgumentException(
          "%s is %d, expected %d as the module before gives".formatted(what, found, width));
    }
  }

  private static Linear linear(Dense dense, Weights weights) {
    Rows all = Rows.all(dense.out);
    PackedWeight weight = weights.matrix(dense.name + ".weight", all, dense.in);
    return new Linear(
        weight, dense.biased ? Bias.of(weights.vector(dense.name + ".bias", all)) : Bias.NONE);
  }
}
