package io.millrace.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CheckedKernelsTest {

  private final Kernels kernels = KernelChoice.open("reference", 1);
  private final Scratch scratch = new Scratch(Allocator.direct());

  private Tensor floats(long... extents) {
    return Tensor.allocate(Allocator.direct(), DataType.F32, Shape.of(extents));
  }

  private Tensor ints(int... values) {
    Tensor tensor = Tensor.allocate(Allocator.direct(), DataType.I32, Shape.of(values.length));
    tensor.ints().put(0, values);
    return tensor;
  }

  private PackedWeight weight(DataType type, int m, int k) {
    try {
      return kernels.pack(
          new WeightSource(
              "test",
              type,
              m,
              k,
              (first, count, into) ->
                  into.put(new byte[Math.toIntExact(count * type.rowBytes(k))])));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void norms() {
    Tensor x = floats(2, 4096);
    refuses(
        "rmsNorm: gain is F32 [4095], expected F32 [4096]",
        () -> kernels.rmsNorm(x, floats(4095), 0f, x));
    refuses(
        "rmsNorm: epsilon is NaN, expected 0 or more",
        () -> kernels.rmsNorm(x, floats(4096), Float.NaN, x));
    refuses(
        "layerNorm: bias is I32 [1], expected F32 [4096]",
        () -> kernels.layerNorm(x, floats(4096), ints(3), 0f, x));
    refuses(
        "layerNorm: out is F32 [1, 4096], expected F32 [2, 4096]",
        () -> kernels.layerNorm(x, floats(4096), floats(4096), 0f, floats(1, 4096)));
  }

  @Test
  void draws() {
    StripedRows x = new StripedRows(floats(20), 2, 10, 4);
    Draws draws = Draws.allocate(scratch, 1);
    Draws.Filter fine = new Draws.Filter(1, 5, 0.9f, 0.1f);
    draws.set(0, 1, fine, 0.5);
    kernels.draw(x, draws, floats(1), ints(0));
    refuses(
        "draw: x is F32 [20], expected F32 [22]",
        () -> kernels.draw(new StripedRows(x.x(), 2, 11, 4), draws, floats(1), ints(0)));
    refuses(
        "draw: x's width is 0, expected 1 or more",
        () -> kernels.draw(new StripedRows(x.x(), 2, 10, 0), draws, floats(1), ints(0)));
    refuses(
        "draw: columns is I32 [2], expected I32 [1]",
        () -> kernels.draw(x, draws, floats(1), ints(0, 0)));
    refusesDraw("draws' row is 2, expected 0 to 1", x, 2, fine, 0.5);
    refusesDraw("uniform is 1.0, expected 0 to 1, exclusive", x, 0, fine, 1);
    refusesDraw(
        "factor is 0.0, expected a finite number above 0", x, 0, new Draws.Filter(0, 0, 1, 0), 0.5);
    refusesDraw("top_k is -1, expected 0 or more", x, 0, new Draws.Filter(1, -1, 1, 0), 0.5);
    refusesDraw("top_p is 0.0, expected above 0 to 1", x, 0, new Draws.Filter(1, 0, 0, 0), 0.5);
    refusesDraw("min_p is NaN, expected 0 to 1", x, 0, new Draws.Filter(1, 0, 1, Float.NaN), 0.5);
  }

  private void refusesDraw(
      String message, StripedRows x, int row, Draws.Filter filter, double uniform) {
    Draws draws = Draws.allocate(scratch, 1);
    draws.set(0, row, filter, uniform);
    refuses("draw: " + message, () -> kernels.draw(x, draws, floats(1), ints(0)));
  }

  @Test
  void products() {
    PackedWeight plain = weight(DataType.F16, 3, 64);
    PackedWeight quantized = weight(DataType.Q8_0, 3, 64);
    QuantizedRows rows = QuantizedRows.allocate(scratch, 2, 64);
    refuses(
        "linear: w is F16 [3, 64], expected k = 32 to match x [2, 32]",
        () -> kernels.linear(floats(2, 32), plain, Bias.NONE, floats(2, 3)));
    refuses(
        "linear: w is Q8_0, expected F32, F16 or BF16 for x F32",
        () -> kernels.linear(floats(2, 64), quantized, Bias.NONE, floats(2, 3)));
    refuses(
        "linear: w is F16, expected a quantized type for quantized x",
        () -> kernels.linear(rows, plain, Bias.NONE, floats(2, 3)));
    refuses(
        "linear: bias is F32 [2], expected F32 [3]",
        () -> kernels.linear(rows, quantized, Bias.of(floats(2)), floats(2, 3)));
    refuses(
        "linear: out is F32 [2, 4], expected F32 [2, 3]",
        () -> kernels.linear(rows, quantized, Bias.NONE, floats(2, 4)));
    Product good = new Product(quantized, Bias.NONE, floats(2, 3));
    refuses(
        "linear: out is F32 [2, 4], expected F32 [2, 3]",
        () -> kernels.linear(rows, List.of(good, new Product(quantized, Bias.NONE, floats(2, 4)))));
    refuses(
        "linear: w is F16, expected a quantized type for quantized x",
        () -> kernels.linear(rows, List.of(good, new Product(plain, Bias.NONE, floats(2, 3)))));
    refuses(
        "quantize: x is F32 [2, 32], expected F32 [2, 64]",
        () -> kernels.quantize(floats(2, 32), rows));
  }

  @Test
  void lookups() {
    PackedWeight table = weight(DataType.F32, 5, 4);
    refuses(
        "embed: ids[1] is 5, expected 0 to 4",
        () -> kernels.embed(table, ints(0, 5), 1f, floats(2, 4)));
    refuses(
        "embed: ids[0] is -1, expected 0 to 4",
        () -> kernels.embed(table, ints(-1), 1f, floats(1, 4)));
    refuses(
        "embed: out is F32 [2, 4], expected F32 [1, 4]",
        () -> kernels.embed(table, ints(0), 1f, floats(2, 4)));
  }

  @Test
  void elementWise() {
    refuses(
        "gate: up is F32 [3], expected F32 [2]",
        () -> kernels.gate(Activation.SILU, floats(2), floats(3), floats(2)));
    refuses(
        "add: out is F32 [1, 2], expected F32 [2]",
        () -> kernels.add(floats(2), floats(2), floats(1, 2)));
    refuses(
        "softCap: cap is 0.0, expected a finite number above 0",
        () -> kernels.softCap(floats(2), 0f));
    refuses(
        "rotate: cosine's pairs is 5, expected 0 to 4",
        () -> kernels.rotate(floats(1, 2, 8), floats(1, 5), floats(1, 5)));
  }

  @Test
  void attention() {
    BlockLayout blocks = new BlockLayout(DataType.F32, 2, 8);
    CacheLayer cache = new CacheLayer(blocks, Allocator.direct().allocate(blocks.blockBytes()));
    BatchLayout layout =
        BatchLayout.of(scratch, List.of(new BatchLayout.Sequence(1, 0, new int[] {0})));
    BatchLayout outside =
        BatchLayout.of(scratch, List.of(new BatchLayout.Sequence(1, 0, new int[] {1})));
    Tensor q = floats(1, 3, 8);
    refuses(
        "attend: heads is 3, expected a multiple of 2",
        () -> kernels.attend(q, cache, layout, spec(3, 1, Mask.CAUSAL), q));
    Tensor right = floats(1, 4, 8);
    refuses(
        "attend: window is 7, expected none with mask FULL",
        () -> kernels.attend(right, cache, layout, spec(4, 7, Mask.FULL), floats(1, 4, 8)));
    refuses(
        "attend: layout's blocks[0] is 1, expected 0 to 0",
        () -> kernels.attend(right, cache, outside, spec(4, 7, Mask.CAUSAL), floats(1, 4, 8)));
    AttentionSpec causal = spec(4, 7, Mask.CAUSAL);
    AttentionSpec even = causal.withBias(PositionBias.of(floats(4, 6)));
    refuses(
        "attend: bias is F32 [4, 6], expected F32 [4, 2 R + 1]",
        () -> kernels.attend(right, cache, layout, even, floats(1, 4, 8)));
    AttentionSpec narrow = causal.withBias(PositionBias.of(floats(2, 7)));
    refuses(
        "attend: bias is F32 [2, 7], expected F32 [4, 2 R + 1]",
        () -> kernels.attend(right, cache, layout, narrow, floats(1, 4, 8)));
    AttentionSpec flat = causal.withBias(PositionBias.of(floats(28)));
    refuses(
        "attend: bias is F32 [28], expected F32 with 2 axes",
        () -> kernels.attend(right, cache, layout, flat, floats(1, 4, 8)));
    refuses(
        "store: keys is F32 [1, 4, 8], expected F32 [1, 2, 8]",
        () -> kernels.store(right, right, cache, layout));
  }

  private static AttentionSpec spec(int heads, int window, Mask mask) {
    return new AttentionSpec(heads, 1f, 0f, window, mask);
  }

  @Test
  void heads() {
    Tensor x = floats(2, 10);
    refuses(
        "top: values' count is 11, expected 1 to 10",
        () -> kernels.top(x, floats(2, 11), floats(2, 11)));
    refuses(
        "sumExponentials: sum is F32 [1], expected F32 [2]",
        () -> kernels.sumExponentials(x, floats(2), floats(1)));
  }

  @Test
  void refusesWeightsOfOthers() {
    PackedWeight foreign =
        new PackedWeight() {
          @Override
          public DataType type() {
            return DataType.F32;
          }

          @Override
          public int m() {
            return 2;
          }

          @Override
          public int k() {
            return 4;
          }

          @Override
          public long bytes() {
            return 0;
          }

          @Override
          public PackedWeight slice(int from, int to) {
            return this;
          }

          @Override
          public void close() {}
        };
    refuses(
        "linear: w was packed by other kernels, expected a weight packed by these",
        () -> kernels.linear(floats(1, 4), foreign, Bias.NONE, floats(1, 2)));
  }

  @Test
  void moreOfThemAreCheckedToo() {
    refuses("another: threads is 0, expected 1 and more", () -> kernels.another(0));
    try (Kernels more = kernels.another(2)) {
      Tensor x = floats(2, 4096);
      refuses(
          "rmsNorm: gain is F32 [4095], expected F32 [4096]",
          () -> more.rmsNorm(x, floats(4095), 0f, x));
    }
  }

  @Test
  void kernelsAreChosenByName() {
    for (String name : List.of("java", "reference")) {
      try (Kernels kernels = KernelChoice.open(name, 1)) {
        assertEquals(name, kernels.name());
      }
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> KernelChoice.open("fast", 1))
            .getMessage();
    assertEquals(true, message.startsWith("kernels: fast is unknown, expected auto or one of ["));
  }
}
