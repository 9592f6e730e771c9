package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.Bias;
import io.millrace.kernel.QuantizedRows;
import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockForm;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products against double precision, within a bound that counts their roundings. */
class LinearReferenceTest {

  private static final double U = 0x1p-24;

  static Stream<DataType> quantizedTypes() {
    return BlockCodecs.types().stream()
        .filter(type -> BlockCodecs.of(type).form() != BlockForm.FLOATS);
  }

  static Stream<DataType> plainTypes() {
    return Stream.of(DataType.F32, DataType.F16, DataType.BF16);
  }

  @ParameterizedTest
  @MethodSource("plainTypes")
  void plainProductsAreNearTheExactOnes(DataType type) {
    Samples samples = new Samples(3);
    for (int run = 0; run < 20; run++) {
      int n = samples.integer(1, 5);
      int m = samples.integer(1, 40);
      int k = samples.integer(1, 300);
      Tensor x = samples.normal(n, k);
      RawWeight w = Samples.weight(type, m, k, samples.weightBytes(type, m, k));
      Tensor bias = samples.normal(m);
      Tensor out = Samples.zeros(n, m);
      LinearReference.linear(x, w, Bias.of(bias), out);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
          double exact = bias.getFloat(j);
          double size = Math.abs(exact);
          float[] row = decode(w, j);
          for (int p = 0; p < k; p++) {
            double product = (double) row[p] * x.getFloat(i * k + p);
            exact += product;
            size += Math.abs(product);
          }
          assertNear(exact, out.getFloat(i * m + j), (k + 1) * U * size);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("quantizedTypes")
  void quantizedProductsAreNearTheExactOnes(DataType type) {
    Samples samples = new Samples(4);
    int block = type.blockSize();
    for (int run = 0; run < 20; run++) {
      int n = samples.integer(1, 5);
      int m = samples.integer(1, 40);
      int k = block * samples.integer(1, block == 32 ? 20 : 4);
      QuantizedRows x = Samples.quantized(samples.normal(n, k));
      RawWeight w = Samples.weight(type, m, k, samples.weightBytes(type, m, k));
      Tensor bias = samples.normal(m);
      Tensor out = Samples.zeros(n, m);
      LinearReference.linear(x, w, Bias.of(bias), out);
      for (int i = 0; i < n; i++) {
        ActivationRow row = new ActivationRow(x, i);
        for (int j = 0; j < m; j++) {
          assertProduct(new WeightRow(w, j), row, bias.getFloat(j), out.getFloat(i * m + j));
        }
      }
    }
  }

  /** Every element in double, by the definition of the type; the bound counts each term's size. */
  private static void assertProduct(WeightRow w, ActivationRow x, double bias, float actual) {
    double exact = bias;
    double size = Math.abs(bias);
    for (int k = 0; k < w.codes.length; k++) {
      double value = x.codes[k] * x.scales[k / 256] * Math.pow(2, x.shifts[k / 32] - 3);
      int b = k / w.blockLength;
      int s = k / w.subBlockLength;
      boolean subMins = w.form == BlockForm.SUB_SCALES_AND_MINS;
      double large = (double) w.scales[b] * w.subScales[s] * w.codes[k] * value;
      double min = subMins ? -(double) w.mins[b] * w.subMins[s] * value : w.mins[b] * value;
      exact += large + min;
      size += Math.abs(large) + Math.abs(min);
    }
    int groups = (w.codes.length + 255) / 256;
    assertNear(exact, actual, (16 + 2 * groups + 4) * U * size);
  }

  @ParameterizedTest
  @MethodSource("quantizedTypes")
  void aWeightRowTakenApartIsWhatItsCodecDecodes(DataType type) {
    Samples samples = new Samples(5);
    RawWeight w = Samples.weight(type, 2, 512, samples.weightBytes(type, 2, 512));
    float[] values = decode(w, 1);
    WeightRow row = new WeightRow(w, 1);
    for (int k = 0; k < 512; k++) {
      int b = k / row.blockLength;
      int s = k / row.subBlockLength;
      double min =
          row.form == BlockForm.SUB_SCALES_AND_MINS
              ? -(double) row.mins[b] * row.subMins[s]
              : row.mins[b];
      double value = (double) row.scales[b] * row.subScales[s] * row.codes[k] + min;
      assertEquals((float) value, values[k]);
    }
  }

  @Test
  void extremeCodesDoNotOverflow() {
    byte[] bytes = new byte[210];
    java.util.Arrays.fill(bytes, 0, 192, (byte) 0); // codes -32
    java.util.Arrays.fill(bytes, 192, 208, (byte) -128);
    bytes[209] = 0x3c; // d = 1
    Tensor x = Samples.zeros(1, 256);
    for (int k = 0; k < 256; k++) {
      x.setFloat(k, 127f);
    }
    Tensor out = Samples.zeros(1, 1);
    RawWeight w = Samples.weight(DataType.Q6_K, 1, 256, bytes);
    LinearReference.linear(Samples.quantized(x), w, Bias.NONE, out);
    assertEquals(256f * 32 * 128 * 127, out.getFloat(0));
  }

  @Test
  void theLastGroupMayBeShort() {
    Samples samples = new Samples(6);
    byte[] bytes = samples.weightBytes(DataType.Q8_0, 1, 288);
    Tensor x = samples.normal(1, 288);
    Tensor padded = Samples.zeros(1, 512);
    padded.floats().put(0, x.toFloats());
    byte[] more = java.util.Arrays.copyOf(bytes, 34 * 16);
    assertEquals(product(x, bytes), product(padded, more));
  }

  private static float product(Tensor x, byte[] bytes) {
    Tensor out = Samples.zeros(1, 1);
    RawWeight w = Samples.weight(DataType.Q8_0, 1, x.dim(1), bytes);
    LinearReference.linear(Samples.quantized(x), w, Bias.NONE, out);
    return out.getFloat(0);
  }

  @ParameterizedTest
  @MethodSource({"plainTypes", "quantizedTypes"})
  void embedDecodesAndScales(DataType type) {
    Samples samples = new Samples(7);
    RawWeight w = Samples.weight(type, 5, 256, samples.weightBytes(type, 5, 256));
    Tensor out = Samples.zeros(3, 256);
    LinearReference.embed(w, Samples.ints(4, 0, 4), 2.5f, out);
    float[] last = decode(w, 4);
    float[] first = decode(w, 0);
    for (int k = 0; k < 256; k++) {
      assertEquals(last[k] * 2.5f, out.getFloat(k));
      assertEquals(first[k] * 2.5f, out.getFloat(256 + k));
      assertEquals(last[k] * 2.5f, out.getFloat(512 + k));
    }
  }

  @Test
  void aSliceIsTheSameRows() {
    Samples samples = new Samples(8);
    RawWeight w =
        Samples.weight(DataType.Q4_0, 100, 64, samples.weightBytes(DataType.Q4_0, 100, 64));
    RawWeight slice = (RawWeight) w.slice(64, 100);
    assertEquals(36, slice.m());
    org.junit.jupiter.api.Assertions.assertArrayEquals(w.row(99), slice.row(35));
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalArgumentException.class, () -> w.slice(1, 64));
  }

  private static float[] decode(RawWeight w, int row) {
    BlockCodec codec = BlockCodecs.of(w.type());
    float[] values = new float[w.k()];
    int size = w.type().blockSize();
    for (int b = 0; b < w.k() / size; b++) {
      codec.decode(w.row(row), b * w.type().blockBytes(), values, b * size);
    }
    return values;
  }

  private static void assertNear(double exact, float actual, double bound) {
    assertTrue(Math.abs(actual - exact) <= bound, actual + " for " + exact + ", bound " + bound);
  }
}
