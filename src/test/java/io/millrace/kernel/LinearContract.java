package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products, packing and look-ups give the reference's bits. */
public abstract class LinearContract extends KernelsContract {

  Stream<Arguments> weights() {
    return tables().stream()
        .flatMap(
            table ->
                Stream.of(DataType.values())
                    .filter(LinearContract::isWeight)
                    .map(type -> Arguments.of(table, type)));
  }

  private static boolean isWeight(DataType type) {
    return switch (type) {
      case I8, I16, I32, I64, F64, NVFP4, Q1_0, Q2_0 -> false;
      default -> true;
    };
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("weights")
  void linear(String table, DataType type) throws IOException {
    use(table);
    int step = Math.max(32, type.blockSize());
    compareProducts(table, type, 513 + random.below(90), random.dimension(70), step); // two passes
    for (int run = 0; run < 30; run++) {
      int k = step * random.dimension(step == 32 ? 40 : 5);
      compareProducts(table, type, random.dimension(40), random.dimension(150), k);
    }
  }

  private void compareProducts(String table, DataType type, int n, int m, int k)
      throws IOException {
    WeightSource source = random.weight(type, m, k);
    Tensor x = random.normal(memory, n, k);
    Bias bias = random.chance(2) ? Bias.of(random.normal(memory, m)) : Bias.NONE;
    String what = "linear %s %s n=%d m=%d k=%d".formatted(table, type, n, m, k);
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

  /** The largest codes of weights and rows, at which narrow sums would overflow. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("weights")
  void extremes(String table, DataType type) throws IOException {
    use(table);
    for (byte fill : type.isQuantized() ? new byte[] {0, -1, 127, -128} : new byte[0]) {
      WeightSource source = filled(random.weight(type, 33, 512), fill);
      for (int n : new int[] {1, 5}) {
        Tensor x = Tensor.allocate(memory, DataType.F32, Shape.of(n, 512));
        int period = 1 + random.below(2);
        for (int i = 0; i < x.elements(); i++) {
          x.setFloat(i, i / period % 2 == 0 ? 1f : random.chance(2) ? 1f : -1f);
        }
        try (PackedWeight expected = reference.pack(source);
            PackedWeight actual = subject.pack(source);
            Scratch scratch = new Scratch(memory)) {
          assertSame(
              "extremes %s %s of %d, n=%d".formatted(table, type, fill, n),
              multiply(reference, x, expected, Bias.NONE, scratch),
              multiply(subject, x, actual, Bias.NONE, scratch));
        }
      }
    }
  }

  /** All bytes of blocks the same but for their first four and last two, where scales may be. */
  private static WeightSource filled(WeightSource source, byte fill) {
    int block = source.type().blockBytes();
    return new WeightSource(
        source.name(),
        source.type(),
        source.m(),
        source.k(),
        (first, count, to) -> {
          int from = to.position();
          source.rows().read(first, count, to);
          for (int i = from; i < to.position(); i++) {
            int at = (i - from) % block;
            if (at >= 4 && at < block - 2) {
              to.put(i, fill);
            }
          }
        });
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

  /** Some of one type, some of others, more than the native code takes at once. */
  @ParameterizedTest
  @MethodSource("tables")
  void productsOfTheSameRows(String table) throws IOException {
    use(table);
    List<DataType> types = List.of(DataType.Q4_K, DataType.Q8_0, DataType.Q6_K, DataType.MXFP4);
    for (int count = 1; count <= 6; count++) {
      int n = random.dimension(40);
      Tensor x = random.normal(memory, n, 512);
      List<PackedWeight> packed = new ArrayList<>();
      try (Scratch scratch = new Scratch(memory)) {
        List<Tensor> expected = new ArrayList<>();
        List<Product> products = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          DataType type = types.get(random.below(types.size()));
          int m = random.dimension(100);
          WeightSource source = random.weight(type, m, 512);
          Bias bias = random.chance(2) ? Bias.of(random.normal(memory, m)) : Bias.NONE;
          PackedWeight weight = reference.pack(source);
          packed.add(weight);
          expected.add(multiply(reference, x, weight, bias, scratch));
          PackedWeight actual = subject.pack(source);
          packed.add(actual);
          products.add(new Product(actual, bias, scratch.tensor(DataType.F32, n, m)));
        }
        QuantizedRows rows = QuantizedRows.allocate(scratch, n, 512);
        subject.quantize(x, rows);
        subject.linear(rows, products);
        for (int i = 0; i < count; i++) {
          String what = "%s: product %d of %d, n=%d".formatted(table, i, count, n);
          assertSame(what, expected.get(i), products.get(i).out());
        }
      } finally {
        packed.forEach(PackedWeight::close);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void severalAtOnceUseTheSameWeights(String table) throws IOException {
    use(table);
    for (DataType type : List.of(DataType.F32, DataType.Q8_0, DataType.Q4_K)) {
      WeightSource source = random.weight(type, 150, 512);
      Tensor x = random.normal(memory, 40, 512);
      try (PackedWeight expected = reference.pack(source);
          PackedWeight actual = subject.pack(source);
          Scratch scratch = new Scratch(memory)) {
        Tensor wanted = multiply(reference, x, expected, Bias.NONE, scratch);
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int threads : List.of(1, 1, 2)) {
          Runnable work = () -> multiplyOften(subject.another(threads), x, actual, wanted);
          callers.add(CompletableFuture.runAsync(work, task -> new Thread(task).start()));
        }
        multiplyOften(subject.another(1), x, actual, wanted);
        callers.forEach(CompletableFuture::join);
      }
    }
  }

  private void multiplyOften(Kernels kernels, Tensor x, PackedWeight w, Tensor wanted) {
    try (kernels;
        Scratch scratch = new Scratch(memory)) {
      for (int run = 0; run < 20; run++) {
        scratch.reset();
        String what = kernels.name() + " beside others, " + w.type();
        assertSame(what, wanted, multiply(kernels, x, w, Bias.NONE, scratch));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void quantize(String table) {
    use(table);
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
        String what = "quantize %s n=%d k=%d".formatted(table, n, k);
        assertSame(what + " scales", expected.scales(), actual.scales());
        assertInts(what + " codes", expected.codes(), actual.codes());
        assertInts(what + " shifts", expected.shifts(), actual.shifts());
        assertInts(what + " sums", expected.sums(), actual.sums());
      }
    }
  }
}
