package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Tensor;
import java.util.List;

/**
 * The operations that networks are written in: values in, values out.
 *
 * <p>Rounding is that of the kernel of the same name. An operation whose text says that it uses its
 * argument up may overwrite it; the argument must not be used afterwards.
 */
public interface Ops {

  /** Begins a step: values of the step before are no longer valid. */
  void begin();

  /**
   * From here to the next such call or beginning, products of these rows with quantized weights
   * round what the first rounding to int8 leaves once more.
   */
  void refine(int[] rows);

  /**
   * Values that follow have only these of the rows, in this order: {@link #refine} follows them.
   */
  void narrow(int[] rows);

  /** Ends a layer: from the end of the next one on, only values newer than {@code stream} live. */
  Value endLayer(Value stream);

  /** Holds whole numbers for this step, I32. */
  Tensor ints(int[] values);

  /** Holds numbers, F32. */
  Value floats(float[] values, long... extents);

  /** Looks up rows of a table {@code [v, d]} by id, times a factor. */
  Value embed(PackedWeight table, Tensor ids, float factor);

  /** Computes {@code x · Wᵀ + bias}, {@code [n, k]} to {@code [n, m]}. */
  Value linear(Value x, PackedWeight weight, Bias bias);

  /** Computes several layers of the same rows: for each what {@link Linear#forward} gives. */
  List<Value> linear(Value x, List<Linear> layers);

  /** Divides each row by its root mean square, then multiplies by {@code gain}. */
  Value rmsNorm(Value x, Tensor gain, float epsilon);

  /** Standardizes each row, then multiplies by {@code gain} and adds {@code bias}. */
  Value layerNorm(Value x, Tensor gain, Tensor bias, float epsilon);

  /** Rotates the heads {@code [n, heads, e]} by their rows' positions; uses {@code x} up. */
  Value rotate(Value x, RotaryTable table, Step step);

  /** Applies {@code f} to each element; uses {@code x} up. */
  Value activate(Activation f, Value x);

  /** Computes the hyperbolic tangent of each element; uses {@code x} up. */
  Value tanh(Value x);

  /** Computes {@code f(gate) * up}; uses both up. */
  Value gate(Activation f, Value gate, Value up);

  /** Computes {@code a + b}; uses {@code b} up. */
  Value add(Value a, Value b);

  /**
   * Writes keys and values {@code [n, g, e]} into the cache of a layer, then attends with the
   * queries {@code [n, h, e]}.
   *
   * @return {@code [n, h, e]}
   */
  default Value attend(Heads heads, AttentionSpec spec, int layer, Step step) {
    LayerCache cache = step.cache().get(layer);
    store(heads.keys(), heads.values(), cache);
    return read(heads.queries(), spec, cache);
  }

  /** Writes keys and values {@code [n, g, e]} into a cache. */
  void store(Value keys, Value values, LayerCache cache);

  /**
   * Attends with queries {@code [n, h, e]} to what a cache holds.
   *
   * @return {@code [n, h, e]}
   */
  Value read(Value queries, AttentionSpec spec, LayerCache cache);

  /** The same elements under another shape. */
  Value reshape(Value x, long... extents);

  /** Copies rows of {@code x}, in the order of these numbers. */
  Value rows(Value x, int[] rows);

  /** Computes {@code f(x · Gᵀ) * (x · Uᵀ)}, both with their bias. */
  default Value gatedLinear(Activation f, Value x, Linear gate, Linear up) {
    List<Value> both = linear(x, List.of(gate, up));
    return gate(f, both.get(0), both.get(1));
  }
}
