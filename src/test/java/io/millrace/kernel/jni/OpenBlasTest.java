package io.millrace.kernel.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Bias;
import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.RandomOperands;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** F32 products through OpenBLAS are within the bound that the arithmetic gives of our own. */
class OpenBlasTest {

  private final RandomOperands random = new RandomOperands();

  @Test
  void productsAgreeWithOurs() throws IOException {
    try (Kernels own = new NativeProvider("best").open(2);
        Kernels blas =
            new NativeProvider("best").open(new KernelOptions(2, FloatProducts.OPENBLAS))) {
      for (int run = 0; run < 20; run++) {
        compare(own, blas, random.dimension(40), random.dimension(200), random.dimension(300));
      }
    }
  }

  private void compare(Kernels own, Kernels blas, int n, int m, int k) throws IOException {
    WeightSource source = random.weight(DataType.F32, m, k);
    Tensor x = random.normal(own.allocator(), n, k);
    Bias bias = Bias.of(random.normal(own.allocator(), m));
    Tensor expected = Tensor.allocate(own.allocator(), DataType.F32, Shape.of(n, m));
    Tensor actual = Tensor.allocate(own.allocator(), DataType.F32, Shape.of(n, m));
    Tensor ids = Tensor.allocate(own.allocator(), DataType.I32, Shape.of(1));
    Tensor row = Tensor.allocate(own.allocator(), DataType.F32, Shape.of(1, k));
    try (PackedWeight a = own.pack(source);
        PackedWeight b = blas.pack(source)) {
      own.linear(x, a, bias, expected);
      blas.linear(x, b, bias, actual);
      for (int i = 0; i < n * m; i++) {
        double sum = Math.abs(bias.vector().orElseThrow().getFloat(i % m));
        ids.setInt(0, i % m);
        blas.embed(b, ids, 1f, row);
        for (int j = 0; j < k; j++) {
          sum += Math.abs((double) row.getFloat(j) * x.getFloat(i / m * k + j));
        }
        double bound = 2.0 * (k + 1) * 0x1p-24 * sum;
        double error = Math.abs((double) actual.getFloat(i) - expected.getFloat(i));
        assertTrue(
            error <= bound,
            "n=%d m=%d k=%d: element %d differs by %s, expected %s at most; %s"
                .formatted(n, m, k, i, error, bound, random.replay()));
      }
      assertEquals(a.bytes(), b.bytes());
    }
  }
}
