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
import java.util.Optional;

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

  /** What a linear layer adds its input to its output as. */
  enum Residual {
    NONE,
    AS_IT_IS,
    PROJECTED
  }

  /**
   * The elements of a vector.
   *
   * @param in that a layer takes
   * @param out that it gives
   */
  record Extents(int in, int out) {}

  /**
   * A linear layer.
   *
   * @param number of its tensors, {@code linear.N} and {@code residual.N}
   * @param label where its extents stand, for messages
   * @param extents of its vectors
   * @param biased whether it has a bias
   * @param f applied to what it gives
   * @param residual what is added to that
   */
  record Dense(
      int number, String label, Extents extents, boolean biased, HeadFunction f, Residual residual)
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
      expect(dense.label + "in_features", dense.extents.in, width);
      return dense(dense, weights);
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

  private static ReadoutLayer dense(Dense dense, Weights weights) {
    String name = "linear." + dense.number;
    PackedWeight weight = matrix(name, dense, weights);
    Rows all = Rows.all(dense.extents.out);
    Bias bias = dense.biased ? Bias.of(weights.vector(name + ".bias", all)) : Bias.NONE;
    ReadoutLayer.Dense layer = new ReadoutLayer.Dense(new Linear(weight, bias), dense.f);
    return switch (dense.residual) {
      case NONE -> layer;
      case AS_IT_IS -> new ReadoutLayer.Residual(layer, Optional.empty());
      case PROJECTED -> {
        PackedWeight projection = matrix("residual." + dense.number, dense, weights);
        yield new ReadoutLayer.Residual(layer, Optional.of(new Linear(projection, Bias.NONE)));
      }
    };
  }

  private static PackedWeight matrix(String name, Dense dense, Weights weights) {
    return weights.matrix(name + ".weight", Rows.all(dense.extents.out), dense.extents.in);
  }
}
