package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.millrace.kernel.Activation;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Bias;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.kernel.reference.ReferenceProvider;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every op, in every table that this CPU can run, gives the reference's bits: random shapes, odd
 * tails.
 */
class NativeEqualsReferenceTest {

  private final RandomOperands random = new RandomOperands();
  private final Allocator memory = NativeMemory.allocator();
  private final Kernels reference = new ReferenceProvider().open(1);
  private Kernels subject;

  static List<String> tables() {
    List<String> tables = new ArrayList<>();
    for (String isa : List.of("generic", "avx2", "avx512")) {
      if (new NativeProvider(isa).obstacle().isEmpty()) {
        tables.add(isa);
      } else {
        System.out.println(
            "SKIPPED table " + isa + ": " + new NativeProvider(isa).obstacle().get());
      }
    }
    assertTrue(tables.contains("generic"), "the native library must load in this test");
    return tables;
  }

  static Stream<Arguments> weights() {
    return tables().stream()
        .flatMap(
            isa ->
                Stream.of(DataType.values())
                    .filter(NativeEqualsReferenceTest::isWeight)
                    .map(type -> Arguments.of(isa, type)));
  }

  private static boolean isWeight(DataType type) {
    return switch (type) {
      case I8, I16, I32, I64, F64, NVFP4, Q1_0, Q2_0 -> false;
      default -> true;
    };
  }

  private void open(String isa) {
    subject = new NativeProvider(isa).open(1 + random.below(3));
  }

  @AfterEach
  void close() {
    subject.close();
    reference.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("weights")
  void linear(String isa, DataType type) throws IOException {
    open(isa);
    for (int run = 0; run < 12; run++) {
      int step = Math.max(32, type.blockSize());
      int k = step * random.dimension(step == 32 ? 40 : 5);
      compareProducts(isa, type, random.dimension(40), random.dimension(150), k);
    }
  }

  private void compareProducts(String isa, DataType type, int n, int m, int k) throws IOException {
    WeightSource source = random.weight(type, m, k);
    Tensor x = random.normal(memory, n, k);
    Bias bias = random.chance(2) ? Bias.of(random.normal(memory, m)) : Bias.NONE;
    String what = "linear %s %s n=%d m=%d k=%d".formatted(isa, type, n, m, k);
    try (PackedWeight expected = reference.pack(source);
        PackedWeight actual = subject.pack(source);
        Scratch scratch = new Scratch(memory)) {
      assertSame(
          what,
          multiply(reference, x, expected, bias, scratch),
          multiply(subject, x, actual, bias, scratch));
      int from = m > 32 ? 32 : 0;
      assertSame(
          what + " slice",
          multiply(reference, x, expected.slice(from, m), Bias.NONE, scratch),
          multiply(subject, x, actual.slice(from, m), Bias.NONE, scratch));
      Tensor ids = scratch.tensor(DataType.I32, n);
      for (int i = 0; i < n; i++) {
        ids.setInt(i, random.below(m));
      }
      both(
          what + " embed",
          (kernels, out) -> kernels.embed(kernels == subject ? actual : expected, ids, 1.7f, out),
          n,
          k);
    }
  }

  private static Tensor multiply(
      Kernels kernels, Tensor x, PackedWeight w, Bias bias, Scratch scratch) {
    int n = x.dim(0);
    Tensor out = scratch.tensor(DataType.F32, n, w.m());
    if (w.type().isQuantized()) {
      QuantizedRows rows = QuantizedRows.allocate(scratch, n, w.k());
      kernels.quantize(x, rows);
      kernels.linear(rows, w, bias, out);
    } else {
      kernels.linear(x, w, bias, out);
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void quantize(String isa) {
    open(isa);
    for (int run = 0; run < 60; run++) {
      int n = random.dimension(9);
      int k = 32 * random.dimension(40);
      Tensor x = random.normal(memory, n, k);
      poison(x);
      try (Scratch scratch = new Scratch(memory)) {
        QuantizedRows expected = QuantizedRows.allocate(scratch, n, k);
        QuantizedRows actual = QuantizedRows.allocate(scratch, n, k);
        reference.quantize(x, expected);
        subject.quantize(x, actual);
        String what = "quantize %s n=%d k=%d".formatted(isa, n, k);
        assertSame(what + " scales", expected.scales(), actual.scales());
        assertInts(what + " codes", expected.codes(), actual.codes());
        assertInts(what + " shifts", expected.shifts(), actual.shifts());
        assertInts(what + " sums", expected.sums(), actual.sums());
      }
    }
  }

  /** Now and then a NaN, an infinity, a group of zeros or of tiny values. */
  private void poison(Tensor x) {
    if (random.chance(3)) {
      float[] poisons = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 1e-44f
      };
      x.setFloat(random.below(x.elements()), poisons[random.below(poisons.length)]);
    }
    if (random.chance(3)) {
      int from = random.below(x.elements());
      for (int i = from; i < Math.min(from + 300, x.elements()); i++) {
        x.setFloat(i, random.chance(2) ? 0f : x.getFloat(i) * 1e-37f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rowsAndElements(String isa) {
    open(isa);
    for (int run = 0; run < 60; run++) {
      int n = random.dimension(20);
      int d = random.dimension(run % 10 == 0 ? 3000 : 80);
      Tensor x = random.normal(memory, n, d);
      poison(x);
      Tensor y = random.normal(memory, n, d);
      Tensor gain = random.normal(memory, d);
      Tensor bias = random.normal(memory, d);
      String what = isa + " n=%d d=%d ".formatted(n, d);
      both(what + "rmsNorm", (k, out) -> k.rmsNorm(x, gain, 1e-6f, out), n, d);
      both(what + "layerNorm", (k, out) -> k.layerNorm(x, gain, bias, 1e-5f, out), n, d);
      both(what + "add", (k, out) -> k.add(x, y, out), n, d);
      for (Activation f : Activation.values()) {
        both(what + f, (k, out) -> k.activate(f, x, out), n, d);
        both(what + "gate " + f, (k, out) -> k.gate(f, x, y, out), n, d);
      }
      inPlace(what + "scale", x, (k, out) -> k.scale(out, 0.37f), n, d);
      inPlace(what + "softCap", x, (k, out) -> k.softCap(out, 3.5f), n, d);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rotate(String isa) {
    open(isa);
    for (int run = 0; run < 40; run++) {
      int n = random.dimension(9);
      int heads = random.dimension(5);
      int r = random.dimension(40);
      int e = 2 * r + random.below(5);
      Tensor x = random.normal(memory, n, heads, e);
      Tensor cosine = random.normal(memory, n, r);
      Tensor sine = random.normal(memory, n, r);
      inPlace(
          "rotate %s n=%d heads=%d e=%d r=%d".formatted(isa, n, heads, e, r),
          x,
          (k, out) -> k.rotate(out, cosine, sine),
          n,
          heads,
          e);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void head(String isa) {
    open(isa);
    for (int run = 0; run < 60; run++) {
      int n = random.dimension(9);
      int c = random.dimension(run % 10 == 0 ? 5000 : 100);
      int count = Math.min(c, random.dimension(40));
      Tensor x = random.normal(memory, n, c);
      poison(x);
      for (int i = 0; i < n * c / 3; i++) { // ties
        x.setFloat(random.below(n * c), (float) random.below(4));
      }
      String what = "%s n=%d c=%d count=%d".formatted(isa, n, c, count);
      Tensor[] expected = vectors(n);
      Tensor[] actual = vectors(n);
      reference.sumExponentials(x, expected[0], expected[1]);
      subject.sumExponentials(x, actual[0], actual[1]);
      assertSame("sumExponentials maximum " + what, expected[0], actual[0]);
      assertSame("sumExponentials sum " + what, expected[1], actual[1]);
      Tensor columns = Tensor.allocate(memory, DataType.I32, Shape.of(n, count));
      Tensor others = Tensor.allocate(memory, DataType.I32, Shape.of(n, count));
      both("top " + what, (k, out) -> k.top(x, out, k == subject ? others : columns), n, count);
      assertInts("top columns " + what, columns, others);
    }
  }

  private Tensor[] vectors(int n) {
    return new Tensor[] {
      Tensor.allocate(memory, DataType.F32, Shape.of(n)),
      Tensor.allocate(memory, DataType.F32, Shape.of(n))
    };
  }

  @ParameterizedTest
  @MethodSource("tables")
  void attention(String isa) {
    open(isa);
    for (int run = 0; run < 25; run++) {
      compareAttention(isa, run);
    }
  }

  private void compareAttention(String isa, int run) {
    int g = 1 + random.below(3);
    int shared = 1 + random.below(5);
    int e = run % 3 == 0 ? 1 + random.below(70) : 16 * (1 + random.below(5));
    DataType type = random.chance(2) ? DataType.F16 : DataType.F32;
    int longest = run % 5 == 0 ? 1200 : 200;
    BlockLayout block = new BlockLayout(type, g, e);
    List<BatchLayout.Sequence> sequences = new ArrayList<>();
    int blocks = 0;
    for (int s = 0; s < 1 + random.below(4); s++) {
      int rows = random.dimension(70);
      int first = random.chance(3) ? 0 : random.below(longest);
      int[] table = new int[(first + rows + 63) / 64];
      for (int i = 0; i < table.length; i++) {
        table[i] = blocks++;
      }
      sequences.add(new BatchLayout.Sequence(rows, first, table));
    }
    AttentionSpec.Mask mask =
        random.chance(5) ? AttentionSpec.Mask.FULL : AttentionSpec.Mask.CAUSAL;
    int window =
        mask == AttentionSpec.Mask.CAUSAL && random.chance(2)
            ? 1 + random.below(150)
            : AttentionSpec.NO_WINDOW;
    AttentionSpec spec =
        new AttentionSpec(
            g * shared, 1f / (float) Math.sqrt(e), random.chance(3) ? 5f : 0f, window, mask);
    try (Scratch scratch = new Scratch(memory)) {
      BatchLayout layout = BatchLayout.of(scratch, sequences);
      String what =
          "attend %s %s g=%d h=%d e=%d %s %s"
              .formatted(isa, type, g, g * shared, e, spec, sequences.size());
      compareAttention(what, block, blocks, layout, spec);
    }
  }

  private void compareAttention(
      String what, BlockLayout block, int blocks, BatchLayout layout, AttentionSpec spec) {
    int n = layout.rows();
    int g = block.g();
    int e = block.e();
    CacheLayer expected = cache(block, blocks);
    CacheLayer actual = cache(block, blocks);
    long half = block.blockBytes() * blocks / block.type().blockBytes();
    for (int i = 0; i < half; i++) { // what earlier steps left there
      float old = random.below(2001) * 0.001f - 1;
      if (block.type() == DataType.F16) {
        short bits = HalfFloat.toF16(old);
        expected.memory().bytes().putShort(2 * i, bits);
        actual.memory().bytes().putShort(2 * i, bits);
      } else {
        expected.memory().bytes().putFloat(4 * i, old);
        actual.memory().bytes().putFloat(4 * i, old);
      }
    }
    Tensor keys = random.normal(memory, n, g, e);
    Tensor values = random.normal(memory, n, g, e);
    Tensor q = random.normal(memory, n, spec.heads(), e);
    poison(values);
    reference.store(keys, values, expected, layout);
    subject.store(keys, values, actual, layout);
    assertSameCache("store " + what, expected, actual);
    both(
        what,
        (k, out) -> k.attend(q, k == subject ? actual : expected, layout, spec, out),
        n,
        spec.heads(),
        e);
  }

  private void assertSameCache(String what, CacheLayer expected, CacheLayer actual) {
    for (int i = 0; i < expected.memory().size() / expected.layout().type().blockBytes(); i++) {
      float a = element(expected, i);
      float b = element(actual, i);
      if (Float.floatToRawIntBits(a) != Float.floatToRawIntBits(b)
          && !(Float.isNaN(a) && Float.isNaN(b))) {
        fail("%s: element %d is %s, expected %s; %s".formatted(what, i, b, a, random.replay()));
      }
    }
  }

  private static float element(CacheLayer cache, int i) {
    return cache.layout().type() == DataType.F16
        ? HalfFloat.fromF16(cache.memory().bytes().getShort(2 * i))
        : cache.memory().floats().get(i);
  }

  private CacheLayer cache(BlockLayout block, int blocks) {
    return new CacheLayer(block, memory.allocate(block.blockBytes() * blocks));
  }

  private void both(String what, BiConsumer<Kernels, Tensor> op, long... extents) {
    Tensor expected = Tensor.allocate(memory, DataType.F32, Shape.of(extents));
    Tensor actual = Tensor.allocate(memory, DataType.F32, Shape.of(extents));
    op.accept(reference, expected);
    op.accept(subject, actual);
    assertSame(what, expected, actual);
  }

  private void inPlace(String what, Tensor start, BiConsumer<Kernels, Tensor> op, long... extents) {
    BiConsumer<Kernels, Tensor> copied =
        (kernels, out) -> {
          out.floats().put(start.toFloats());
          op.accept(kernels, out);
        };
    both(what, copied, extents);
  }

  private void assertSame(String what, Tensor expected, Tensor actual) {
    int wrong = 0;
    String first = "";
    for (int i = 0; i < expected.elements(); i++) {
      float a = expected.getFloat(i);
      float b = actual.getFloat(i);
      boolean same =
          Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b)
              || (Float.isNaN(a) && Float.isNaN(b));
      if (!same && wrong++ == 0) {
        first =
            "element %d is %s (%08x), expected %s (%08x)"
                .formatted(i, b, Float.floatToRawIntBits(b), a, Float.floatToRawIntBits(a));
      }
    }
    if (wrong > 0) {
      fail(
          "%s: %s, %d of %d wrong; %s"
              .formatted(what, first, wrong, expected.elements(), random.replay()));
    }
  }

  private void assertInts(String what, Tensor expected, Tensor actual) {
    for (int i = 0; i < expected.elements(); i++) {
      if (expected.getInt(i) != actual.getInt(i)) {
        fail(
            "%s: element %d is %x, expected %x; %s"
                .formatted(what, i, actual.getInt(i), expected.getInt(i), random.replay()));
      }
    }
  }
}
