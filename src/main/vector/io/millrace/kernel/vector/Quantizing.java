package io.millrace.kernel.vector;

import static io.millrace.kernel.vector.Species.FLOATS;
import static io.millrace.kernel.vector.Species.LANES;
import static jdk.incubator.vector.VectorOperators.MAX;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.jvm.WorkArea;
import io.millrace.kernel.jvm.Workers;
import io.millrace.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rounds rows to int8: a scale per group of 256, a 2-bit exponent per 32; numerics.md 2. */
final class Quantizing {

  private static final int SUB_GROUP = 32;
  private static final int INFINITY = 0x7f800000;
  private static final float SMALLEST = 0x1p-100f;
  private static final float ROUND = 12582912f; // 1.5 * 2^23: a sum's lowest bits are an integer
  private static final int ITEM = 4096;

  private final QuantizedRows out;
  private final int k;
  private final int groups;
  private final float[] x;
  private final float[] factors;
  private final float[] scales;
  private final int[] codes;
  private final int[] largest;
  private final int[] fours;
  private final int[] shifts;

  private Quantizing(QuantizedRows out, WorkArea area) {
    this.out = out;
    k = out.k();
    groups = out.scales().dim(1);
    float[][] floats = area.floats(0, 2, k);
    x = floats[0];
    factors = floats[1];
    scales = new float[groups];
    int[][] ints = area.ints(0, 4, k);
    codes = ints[0];
    largest = ints[1];
    fours = ints[2];
    shifts = ints[3];
  }

  static void quantize(Tensor x, QuantizedRows out, Workers workers) {
    int n = out.n();
    int each = Math.max(1, ITEM / out.k());
    workers.run(
        (n + each - 1) / each,
        (item, area) -> {
          Quantizing rows = new Quantizing(out, area);
          for (int row = item * each; row < Math.min(n, (item + 1) * each); row++) {
            x.memory().floats().get(x.first() + row * out.k(), rows.x, 0, out.k());
            rows.quantize(row);
          }
        });
  }

  private void quantize(int row) {
    largest(x, k, largest);
    for (int g = 0; g < groups; g++) {
      scale(g, Math.min(k / SUB_GROUP, (g + 1) * QuantizedRows.GROUP / SUB_GROUP));
    }
    round(x, factors, k, codes);
    for (int g = 0; g < groups; g++) {
      if (Float.isNaN(scales[g])) {
        int from = g * QuantizedRows.GROUP;
        Arrays.fill(codes, from, Math.min(k, from + QuantizedRows.GROUP), 0);
      }
    }
    write(row);
  }

  /** Finds the scale of a group, and the exponents of its sub-groups up to {@code end}. */
  private void scale(int g, int end) {
    int first = g * QuantizedRows.GROUP / SUB_GROUP;
    int bits = 0;
    for (int j = first; j < end; j++) {
      bits = Math.max(bits, largest[j]);
    }
    float most = Float.intBitsToFloat(bits);
    boolean codeless = bits >= INFINITY || most < SMALLEST;
    scales[g] = bits >= INFINITY ? Float.NaN : codeless ? 0f : most / 127f;
    for (int j = first; j < end; j++) {
      int exponent = codeless ? 3 : exponent(Float.intBitsToFloat(largest[j]), most);
      shifts[j] = 3 - exponent;
      factors[j] = codeless ? 0f : (127f / most) * (1 << exponent);
    }
  }

  private static int exponent(float own, float largest) {
    int exponent = 3;
    while (own * (1 << exponent) > largest) {
      exponent--;
    }
    return exponent;
  }

  /** The largest magnitude of every 32, as bits: integers have an order that NaN is part of. */
  private static void largest(float[] x, int k, int[] to) {
    for (int j = 0; j < k; j += SUB_GROUP) {
      IntVector a = FloatVector.fromArray(FLOATS, x, j).reinterpretAsInts().and(0x7fffffff);
      for (int i = j + LANES; i < j + SUB_GROUP; i += LANES) {
        a = a.max(FloatVector.fromArray(FLOATS, x, i).reinterpretAsInts().and(0x7fffffff));
      }
      to[j / SUB_GROUP] = a.reduceLanes(MAX);
    }
  }

  private static void round(float[] x, float[] factors, int k, int[] codes) {
    for (int i = 0; i < k; i += LANES) {
      FloatVector product = FloatVector.fromArray(FLOATS, x, i).mul(factors[i / SUB_GROUP]);
      IntVector bits = product.add(ROUND).reinterpretAsInts();
      bits.sub(Float.floatToRawIntBits(ROUND)).intoArray(codes, i);
    }
  }

  private void write(int row) {
    for (int i = 0; i < k; i += 4) {
      int low = (codes[i] & 0xff) | ((codes[i + 1] & 0xff) << 8);
      int high = (codes[i + 2] & 0xff) | (codes[i + 3] << 8);
      fours[i / 4] = low | (high << 16);
    }
    put(fours, row, k / 4, out.codes());
    for (int i = 0; i < k; i += 16) {
      int sum = 0;
      for (int j = i; j < i + 16; j++) {
        sum += codes[j];
      }
      fours[i / 16] = sum;
    }
    put(fours, row, k / 16, out.sums());
    put(shifts, row, k / SUB_GROUP, out.shifts());
    out.scales().memory().floats().put(out.scales().first() + row * groups, scales);
  }

  private static void put(int[] from, int row, int length, Tensor to) {
    to.memory().ints().put(to.first() + row * length, from, 0, length);
  }
}
