package io.millrace.engine;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.Bias;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.model.Heads;
import io.millrace.model.LayerShape;
import io.millrace.model.Network;
import io.millrace.model.NetworkShape;
import io.millrace.model.Ops;
import io.millrace.model.RotaryTable;
import io.millrace.model.Step;
import io.millrace.model.Value;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Two layers of attention with random weights: every hidden state depends on all tokens before it,
 * through the cache.
 *
 * <p>The embedding of {@link #POISON} is not a number, so a prompt that holds it spoils its own
 * sequence. {@link #beforeStep} does something to one step.
 */
final class TinyNetwork implements Network {

  static final int VOCABULARY = 50;
  static final int POISON = 49;
  static final int CONTEXT = 600;

  private static final int WIDTH = 32;
  private static final int ELEMENTS = 16;
  private static final int LAYERS = 2;

  private final Kernels kernels;
  private final Random random = new Random(20260102);
  private final List<PackedWeight> weights = new ArrayList<>();
  private final PackedWeight embedding;
  private final PackedWeight unembedding;
  private final RotaryTable rotary;
  private final Tensor gain;
  private int eventful = -1;
  private Runnable event = () -> {};
  private int steps;

  TinyNetwork(Kernels kernels) {
    this.kernels = kernels;
    embedding = weight(VOCABULARY, WIDTH, 1);
    unembedding = weight(VOCABULARY, WIDTH, 1);
    float[] frequencies = new float[ELEMENTS / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = 1f / (1 + i);
    }
    rotary = new RotaryTable(frequencies, 1);
    float[] ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    gain = Tensor.of(kernels.allocator(), ones);
    for (int layer = 0; layer < LAYERS; layer++) {
      weights.add(weight(2 * ELEMENTS, WIDTH, 0.4f)); // queries, two heads
      weights.add(weight(ELEMENTS, WIDTH, 0.4f)); // keys
      weights.add(weight(ELEMENTS, WIDTH, 0.4f)); // values
      weights.add(weight(WIDTH, 2 * ELEMENTS, 0.4f)); // output
    }
  }

  /** Runs something on the engine's thread before the step with this number, from 0. */
  void beforeStep(int step, Runnable something) {
    eventful = step;
    event = something;
  }

  /** The step with this number, from 0, throws. */
  void failAt(int step) {
    beforeStep(
        step,
        () -> {
          throw new IllegalStateException("kernel failure made by a test");
        });
  }

  /** Steps run so far. */
  int steps() {
    return steps;
  }

  @Override
  public NetworkShape shape() {
    LayerShape layer = new LayerShape(1, ELEMENTS, AttentionSpec.NO_WINDOW);
    return new NetworkShape(VOCABULARY, WIDTH, CONTEXT, List.of(layer, layer));
  }

  @Override
  public Value forward(Ops ops, Step step) {
    if (steps++ == eventful) {
      event.run();
    }
    ops.begin();
    Value stream = ops.embed(embedding, step.ids(), 1);
    for (int layer = 0; layer < LAYERS; layer++) {
      Value x = ops.rmsNorm(stream, gain, 1e-6f);
      Value queries = ops.reshape(linear(ops, x, 4 * layer), step.rows(), 2, ELEMENTS);
      Value keys = ops.reshape(linear(ops, x, 4 * layer + 1), step.rows(), 1, ELEMENTS);
      Value values = ops.reshape(linear(ops, x, 4 * layer + 2), step.rows(), 1, ELEMENTS);
      Heads heads =
          new Heads(ops.rotate(queries, rotary, step), ops.rotate(keys, rotary, step), values);
      AttentionSpec spec =
          new AttentionSpec(2, 0.25f, 0, AttentionSpec.NO_WINDOW, AttentionSpec.Mask.CAUSAL);
      Value attended = ops.reshape(ops.attend(heads, spec, layer, step), step.rows(), WIDTH);
      stream = ops.endLayer(ops.add(stream, linear(ops, attended, 4 * layer + 3)));
    }
    return ops.rmsNorm(ops.rows(stream, step.outputs()), gain, 1e-6f);
  }

  @Override
  public PackedWeight unembedding() {
    return unembedding;
  }

  @Override
  public float logitSoftCap() {
    return 0;
  }

  @Override
  public DataType defaultCacheType() {
    return DataType.F32;
  }

  @Override
  public void close() {
    weights.forEach(PackedWeight::close);
    embedding.close();
    unembedding.close();
  }

  private Value linear(Ops ops, Value x, int weight) {
    return ops.linear(x, weights.get(weight), Bias.NONE);
  }

  private PackedWeight weight(int m, int k, float deviation) {
    float[] values = new float[m * k];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * deviation;
    }
    if (weights.isEmpty() && embedding == null) {
      Arrays.fill(values, POISON * k, (POISON + 1) * k, Float.NaN);
    }
    try {
      return kernels.pack(
          new WeightSource(
              "tiny",
              DataType.F32,
              m,
              k,
              (first, count, into) -> {
                for (int i = first * k; i < (first + count) * k; i++) {
                  into.putInt(Integer.reverseBytes(Float.floatToRawIntBits(values[i])));
                }
              }));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
