package io.millrace.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Bias;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.quant.Quantizers;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products whose rows are rounded twice, on the reference kernels. */
class FineRowsTest {

  private static final int K = 288;

  private Kernels kernels;
  private PackedWeight weight;

  /** Three rows of one 1 each: a product gives back elements of its input. */
  @BeforeEach
  void open() throws IOException {
    kernels = KernelChoice.open("reference", 1);
    byte[] rows = new byte[3 * K / 32 * 34];
    for (int i = 0; i < 3; i++) {
      float[] values = new float[K];
      values[100 * i] = 127;
      for (int block = 0; block < K / 32; block++) {
        Quantizers.of(DataType.Q8_0).encode(values, 32 * block, rows, (i * K / 32 + block) * 34);
      }
    }
    int rowBytes = K / 32 * 34;
    weight =
        kernels.pack(
            new WeightSource(
                "w",
                DataType.Q8_0,
                3,
                K,
                (first, count, into) -> into.put(rows, first * rowBytes, count * rowBytes)));
  }

  @AfterEach
  void close() {
    weight.close();
    kernels.close();
  }

  private static float[] numbers() {
    float[] x = new float[4 * K];
    Random random = new Random(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    x[2 * K + 5] = 40;
    return x;
  }

  private float[] product(float[] x, int... fine) {
    try (EagerOps ops = new EagerOps(kernels)) {
      ops.begin();
      ops.refine(fine);
      Value value = ops.floats(x, x.length / K, K);
      ops.linear(value, weight, Bias.NONE);
      return ops.linear(value, weight, Bias.NONE).tensor().toFloats();
    }
  }

  private static double error(float[] x, float[] product, int row) {
    double largest = 0;
    for (int i = 0; i < 3; i++) {
      largest = Math.max(largest, Math.abs(127 * x[row * K + 100 * i] - product[3 * row + i]));
    }
    return largest;
  }

  @Test
  void roundsTheseRowsTwiceAndLeavesTheOthers() {
    float[] x = numbers();
    float[] once = product(x);
    float[] twice = product(x, 0, 2);
    assertTrue(error(x, once, 2) > 1, "rounded once: " + error(x, once, 2));
    for (int row : new int[] {0, 2}) {
      double step = row == 2 ? 40.0 / 127 : 4.0 / 127;
      assertTrue(
          error(x, twice, row) < 127 * step / 250, "row " + row + ": " + error(x, twice, row));
    }
    for (int row : new int[] {1, 3}) {
      assertArrayEquals(
          Arrays.copyOfRange(once, 3 * row, 3 * row + 3),
          Arrays.copyOfRange(twice, 3 * row, 3 * row + 3));
    }
  }

  @Test
  void doesNotDependOnOtherRows() {
    float[] x = numbers();
    float[] alone = product(Arrays.copyOfRange(x, 2 * K, 3 * K), 0);
    assertArrayEquals(alone, Arrays.copyOfRange(product(x, 1, 2), 6, 9));
  }

  @Test
  void followsTheRowsThatAreKept() {
    FineRows fine = new FineRows(new int[] {1, 4});
    assertArrayEquals(new int[] {0, 3}, fine.among(new int[] {4, 0, 2, 1}).rows());
    assertTrue(fine.among(new int[] {0, 2, 3}).isEmpty());
    assertEquals(0, FineRows.none().among(new int[] {0}).rows().length);
  }

  @Test
  void whatIsNoNumberStaysNone() {
    float[] x = numbers();
    x[3] = Float.NaN;
    x[2 * K] = Float.POSITIVE_INFINITY;
    float[] product = product(x, 0, 2);
    assertTrue(Float.isNaN(product[0]) && Float.isNaN(product[6]));
    Arrays.fill(x, 0);
    assertArrayEquals(new float[12], product(x, 0, 1, 2, 3));
  }
}
