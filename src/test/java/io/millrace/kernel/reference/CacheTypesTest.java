package io.millrace.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BatchLayout.Sequence;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the types of a cache keep of a number, and the order in which BF16 is added up: by hand. */
class CacheTypesTest {

  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private static CacheLayer cache(DataType type, int e) {
    BlockLayout layout = new BlockLayout(type, 1, e);
    return new CacheLayer(layout, Samples.memory(layout.blockBytes()));
  }

  private static BatchLayout rows(int count) {
    List<Sequence> sequences = List.of(new Sequence(count, 0, new int[] {0}));
    return BatchLayout.of(new Scratch(Allocator.direct()), sequences);
  }

  /** What is left of a value and a key at position 3, which must be the same. */
  private static float[] kept(DataType type, float... x) {
    int e = x.length;
    CacheLayer cache = cache(type, e);
    float[] four = new float[4 * e];
    System.arraycopy(x, 0, four, 3 * e, e);
    Tensor values = Samples.floats(four).reshape(4, 1, e);
    CacheReference.store(values, values, cache, rows(4));
    float[] kept = Arrays.copyOfRange(CacheReference.values(cache, 0, 0), 3 * e, 4 * e);
    float[] keys = CacheReference.keys(cache, 0, 0);
    for (int i = 0; i < e; i++) {
      assertEquals(kept[i], keys[i * BlockLayout.POSITIONS + 3], "key " + i);
    }
    return kept;
  }

  @Test
  void bf16RoundsHalfEvenAndFlushesWhatIsTiny() {
    float[] x = {0x1.01p0f, 0x1.03p0f, -0x1.03p0f, 0x1p-50f, 0x0.ffffffp-50f, -0x1p-51f, 3.4e38f};
    float[] expected = {1f, 0x1.04p0f, -0x1.04p0f, 0x1p-50f, 0f, 0f, INFINITY};
    assertArrayEquals(expected, kept(DataType.BF16, x));
  }

  @Test
  void bf16KeepsInfinitiesAndNaN() {
    float[] x = {INFINITY, -INFINITY, NAN, 1f};
    assertArrayEquals(x, kept(DataType.BF16, x));
  }

  @Test
  void q8RoundsQuotientsHalfEven() {
    float[] x = {127f, -127f, 0.5f, 1.5f, 2.5f, -2.5f, -3.49f, 0f};
    float[] expected = {127f, -127f, 0f, 2f, 2f, -2f, -3f, 0f};
    assertArrayEquals(expected, kept(DataType.Q8_0, x));
  }

  @Test
  void q8HasAScaleForEach32Elements() {
    float[] x = new float[35];
    Arrays.fill(x, 127f);
    x[32] = 12.7f;
    x[33] = 0.0499f;
    x[34] = -0.0501f;
    float d = 0x1.998p-4f; // 0.1 in F16
    float[] expected = new float[35];
    Arrays.fill(expected, 127f);
    expected[32] = 127 * d;
    expected[33] = 0f;
    expected[34] = -d;
    assertArrayEquals(expected, kept(DataType.Q8_0, x));
  }

  @Test
  void aNanTakesItsGroupOfQ8() {
    float[] x = new float[40];
    Arrays.fill(x, 127f);
    x[7] = NAN;
    float[] expected = new float[40];
    Arrays.fill(expected, 0, 32, NAN);
    Arrays.fill(expected, 32, 40, 127f);
    assertArrayEquals(expected, kept(DataType.Q8_0, x));
  }

  @Test
  void q8Saturates() {
    float most = 65504f * 127;
    float[] x = {INFINITY, -INFINITY, 1e30f, 65504f, 1f};
    assertArrayEquals(new float[] {most, -most, most, 65504f, 0f}, kept(DataType.Q8_0, x));
  }

  @Test
  void tinyGroupsOfQ8AreZero() {
    assertArrayEquals(new float[2], kept(DataType.Q8_0, 127 * 0x1p-25f, -127 * 0x1p-26f));
    float[] clamped = {127 * 0x1p-24f, -127 * 0x1p-24f}; // 1.4 / 1 rounds to a scale of 1
    assertArrayEquals(clamped, kept(DataType.Q8_0, 127 * 0x1.6p-24f, -127 * 0x1.6p-24f));
  }

  /** The mean of two values by a query of ones: the scores of keys decide. */
  private static float mean(DataType type, float[] key, float first, float second) {
    int e = key.length;
    CacheLayer cache = cache(type, e);
    Tensor keys = Samples.zeros(2, 1, e);
    Tensor values = Samples.zeros(2, 1, e);
    Tensor q = Samples.zeros(2, 1, e);
    for (int i = 0; i < e; i++) {
      keys.setFloat(i, key[i]);
      values.setFloat(i, first);
      values.setFloat(e + i, second);
      q.setFloat(e + i, 1f);
    }
    CacheReference.store(keys, values, cache, rows(2));
    AttentionSpec spec = new AttentionSpec(1, 1f, 0, AttentionSpec.NO_WINDOW, Mask.CAUSAL);
    Tensor out = Samples.zeros(2, 1, e);
    new AttentionReference(cache, rows(2), spec).attend(q, out);
    return out.getFloat(e);
  }

  @Test
  void bf16AddsTheSecondOfAPairFirst() {
    float[] key = {0f, 0x1p24f, -0x1p24f, 1f}; // (2^24 + 1) - 2^24 is 0, (2^24 - 2^24) + 1 is 1
    assertEquals(1.5f, mean(DataType.BF16, key, 1f, 2f));
    assertTrue(mean(DataType.F32, key, 1f, 2f) < 1.3f);
  }

  @Test
  void bf16RoundsWeightsAlsoInTheDenominator() {
    // exp(-1) rounds to 0x1.78p-2, in both sums
    float p = 0x1.78p-2f;
    assertEquals(
        Math.fma(p, 2f, 1f) * (1f / (1f + p)), mean(DataType.BF16, new float[] {1f}, 1f, 2f));
  }

  @Test
  void bf16DropsWeightsBelow2ToMinus50() {
    float huge = 0x1p60f; // exp(-35) < 2^-50
    assertEquals(1f, mean(DataType.BF16, new float[] {35f}, 1f, huge));
    assertTrue(mean(DataType.F32, new float[] {35f}, 1f, huge) > 2f);
  }
}
