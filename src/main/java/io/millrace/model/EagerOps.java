package io.millrace.model;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.Bias;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.Product;
import io.millrace.kernel.QuantizedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations that run at once on kernels.
 *
 * <p>Intermediate results live in two arenas that take turns layer by layer, so that a step needs
 * the memory of about two layers. One thread's.
 */
public final class EagerOps implements Ops, AutoCloseable {

  private final Kernels kernels;
  private final Scratch step;
  private final Map<RotaryTable, Rotation> rotations = new HashMap<>();
  private FineRows fine = FineRows.none();
  private Scratch layer;
  private Scratch previousLayer;

  /** Makes operations on these kernels, with scratch memory of their allocator. */
  public EagerOps(Kernels kernels) {
    this.kernels = kernels;
    step = new Scratch(kernels.allocator());
    layer = new Scratch(kernels.allocator());
    previousLayer = new Scratch(kernels.allocator());
  }

  @Override
  public void begin() {
    rotations.clear();
    fine = FineRows.none();
    step.reset();
    layer.reset();
    previousLayer.reset();
  }

  @Override
  public void refine(int[] rows) {
    fine = new FineRows(rows);
  }

  @Override
  public void narrow(int[] rows) {
    fine = fine.among(rows);
  }

  @Override
  public Value endLayer(Value stream) {
    Scratch oldest = previousLayer;
    previousLayer = layer;
    layer = oldest;
    layer.reset();
    return stream;
  }

  @Override
  public Tensor ints(int[] values) {
    Tensor tensor = step.tensor(DataType.I32, values.length);
    tensor.ints().put(0, values);
    return tensor;
  }

  @Override
  public Value floats(float[] values, long... extents) {
    Tensor out = layer.tensor(DataType.F32, extents);
    out.floats().put(0, values);
    return new Value(out);
  }

  @Override
  public Value embed(PackedWeight table, Tensor ids, float factor) {
    Tensor out = layer.tensor(DataType.F32, ids.dim(0), table.k());
    kernels.embed(table, ids, factor, out);
    return new Value(out);
  }

  @Override
  public Value linear(Value x, PackedWeight weight, Bias bias) {
    Tensor out = layer.tensor(DataType.F32, x.rows(), weight.m());
    if (weight.type().isQuantized()) {
      multiply(x, List.of(new Product(weight, bias, out)));
    } else {
      kernels.linear(x.tensor(), weight, bias, out);
    }
    return new Value(out);
  }

  @Override
  public List<Value> linear(Value x, List<Linear> layers) {
    List<Value> results = new ArrayList<>(layers.size());
    List<Product> products = new ArrayList<>(layers.size());
    for (Linear each : layers) {
      PackedWeight weight = each.weight();
      if (weight.type().isQuantized()) {
        Tensor out = layer.tensor(DataType.F32, x.rows(), weight.m());
        products.add(new Product(weight, each.bias(), out));
        results.add(new Value(out));
      } else {
        results.add(each.forward(this, x));
      }
    }
    multiply(x, products);
    return results;
  }

  @Override
  public Value rmsNorm(Value x, Tensor gain, float epsilon) {
    Tensor out = like(x);
    kernels.rmsNorm(x.tensor(), gain, epsilon, out);
    return new Value(out);
  }

  @Override
  public Value layerNorm(Value x, Tensor gain, Tensor bias, float epsilon) {
    Tensor out = like(x);
    kernels.layerNorm(x.tensor(), gain, bias, epsilon, out);
    return new Value(out);
  }

  @Override
  public Value rotate(Value x, RotaryTable table, Step rows) {
    Rotation rotation = rotations.computeIfAbsent(table, t -> t.rotation(step, rows.positions()));
    kernels.rotate(x.tensor(), rotation.cosine(), rotation.sine());
    return new Value(x.tensor());
  }

  @Override
  public Value activate(Activation f, Value x) {
    kernels.activate(f, x.tensor(), x.tensor());
    return new Value(x.tensor());
  }

  @Override
  public Value tanh(Value x) {
    kernels.softCap(x.tensor(), 1f); // 1 * tanh(x / 1)
    return new Value(x.tensor());
  }

  @Override
  public Value gate(Activation f, Value gate, Value up) {
    kernels.gate(f, gate.tensor(), up.tensor(), gate.tensor());
    return new Value(gate.tensor());
  }

  @Override
  public Value add(Value a, Value b) {
    kernels.add(a.tensor(), b.tensor(), b.tensor());
    return new Value(b.tensor());
  }

  @Override
  public void store(Value keys, Value values, LayerCache cache) {
    kernels.store(keys.tensor(), values.tensor(), cache.blocks(), cache.layout());
  }

  @Override
  public Value read(Value queries, AttentionSpec spec, LayerCache cache) {
    Tensor out = like(queries);
    kernels.attend(queries.tensor(), cache.blocks(), cache.layout(), spec, out);
    return new Value(out);
  }

  @Override
  public Value reshape(Value x, long... extents) {
    return new Value(x.tensor().reshape(extents));
  }

  @Override
  public Value rows(Value x, int[] rows) {
    int width = x.rows() == 0 ? 0 : x.tensor().elements() / x.rows();
    Tensor out = layer.tensor(DataType.F32, rows.length, width);
    for (int i = 0; i < rows.length; i++) {
      out.floats().put(i * width, x.tensor().floats(), rows[i] * width, width);
    }
    return new Value(out);
  }

  @Override
  public void close() {
    step.close();
    layer.close();
    previousLayer.close();
  }

  private QuantizedRows quantized(Value x) {
    return x.quantized(() -> rounded(x.tensor()));
  }

  private QuantizedRows rounded(Tensor x) {
    QuantizedRows rows = QuantizedRows.allocate(layer, x.dim(0), x.dim(1));
    kernels.quantize(x, rows);
    return rows;
  }

  private void multiply(Value x, List<Product> products) {
    if (products.isEmpty()) {
      return;
    }
    kernels.linear(quantized(x), products);
    if (!fine.isEmpty()) {
      addRemainders(x, products);
    }
  }

  private void addRemainders(Value x, List<Product> products) {
    QuantizedRows remainders =
        x.remainders(() -> rounded(fine.remainders(x.tensor(), quantized(x), layer)));
    List<Product> more = new ArrayList<>(products.size());
    for (Product product : products) {
      Tensor out = layer.tensor(DataType.F32, remainders.n(), product.weight().m());
      more.add(new Product(product.weight(), Bias.NONE, out));
    }
    kernels.linear(remainders, more);
    for (int i = 0; i < more.size(); i++) {
      fine.add(more.get(i).out(), products.get(i).out());
    }
  }

  private Tensor like(Value x) {
    Tensor tensor = x.tensor();
    long[] extents = new long[tensor.shape().rank()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = tensor.shape().extent(axis);
    }
    return layer.tensor(DataType.F32, extents);
  }
}
