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
import io.millrace.kernel.PositionBias;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attention against softmax in double, and against itself in other batches and chunks. */
class AttentionReferenceTest {

  private static final int G = 2;
  private static final int E = 24;

  private final Samples samples = new Samples(1);

  /** One sequence's queries, keys and values. */
  private record Operands(Tensor q, Tensor k, Tensor v) {
    int rows() {
      return q.dim(0);
    }

    Operands rows(int from, int count) {
      return new Operands(q.rows(from, count), k.rows(from, count), v.rows(from, count));
    }
  }

  private Operands operands(int rows, int heads) {
    return new Operands(
        samples.normal(rows, heads, E), samples.normal(rows, G, E), samples.normal(rows, G, E));
  }

  private static CacheLayer cache(DataType type, int blocks) {
    BlockLayout layout = new BlockLayout(type, G, E);
    return new CacheLayer(layout, Samples.memory(blocks * layout.blockBytes()));
  }

  private static BatchLayout layout(Sequence... sequences) {
    return BatchLayout.of(new Scratch(Allocator.direct()), List.of(sequences));
  }

  private static float[] run(Operands x, CacheLayer cache, BatchLayout layout, AttentionSpec spec) {
    CacheReference.store(x.k(), x.v(), cache, layout);
    Tensor out = Samples.zeros(x.rows(), spec.heads(), E);
    new AttentionReference(cache, layout, spec).attend(x.q(), out);
    return out.toFloats();
  }

  private static AttentionSpec causal(int heads, float softCap, int window) {
    return new AttentionSpec(heads, 0.2f, softCap, window, Mask.CAUSAL);
  }

  private static AttentionSpec full(int heads) {
    return new AttentionSpec(heads, 0.2f, 0f, AttentionSpec.NO_WINDOW, Mask.FULL);
  }

  private PositionBias bias(int heads, int reach) {
    return PositionBias.of(samples.normal(heads, 2L * reach + 1));
  }

  @Test
  void isNearSoftmaxInDouble() {
    List<AttentionSpec> specs =
        List.of(
            causal(2, 0f, AttentionSpec.NO_WINDOW),
            causal(6, 0f, AttentionSpec.NO_WINDOW),
            causal(4, 5f, 100),
            causal(2, 0f, 1),
            full(4),
            full(4).withBias(bias(4, 30)),
            full(2).withBias(bias(2, 1500)),
            causal(4, 5f, 100).withBias(bias(4, 0)),
            causal(2, 0f, AttentionSpec.NO_WINDOW).withBias(bias(2, 128)));
    for (AttentionSpec spec : specs) {
      for (int rows : new int[] {1, 64, 65, 600, 1100}) {
        for (DataType type : BlockLayout.TYPES) {
          assertNearSoftmax(operands(rows, spec.heads()), type, spec);
        }
      }
    }
  }

  private static void assertNearSoftmax(Operands x, DataType type, AttentionSpec spec) {
    int rows = x.rows();
    CacheLayer cache = cache(type, 18);
    BatchLayout layout = layout(new Sequence(rows, 0, descending((rows + 63) / 64)));
    float[] actual = run(x, cache, layout, spec);
    Operands kept = new Operands(x.q(), kept(cache, layout, true), kept(cache, layout, false));
    for (int row = 0; row < rows; row += 1 + rows / 20) {
      for (int head = 0; head < spec.heads(); head++) {
        assertRow(kept, type, spec, row, head, actual);
      }
    }
  }

  /** The keys or values as the cache rounded them. */
  private static Tensor kept(CacheLayer cache, BatchLayout layout, boolean keys) {
    Tensor kept = Samples.zeros(layout.rows(), G, E);
    int positions = BlockLayout.POSITIONS;
    float[][] panels = new float[G][];
    for (int row = 0; row < layout.rows(); row++) {
      int slot = row % positions;
      for (int head = 0; head < G; head++) {
        if (slot == 0) {
          int block = layout.block(0, row);
          panels[head] =
              keys
                  ? CacheReference.keys(cache, block, head)
                  : CacheReference.values(cache, block, head);
        }
        for (int i = 0; i < E; i++) {
          int at = keys ? i * positions + slot : slot * E + i;
          kept.setFloat((row * G + head) * E + i, panels[head][at]);
        }
      }
    }
    return kept;
  }

  private static void assertRow(
      Operands x, DataType type, AttentionSpec spec, int row, int head, float[] actual) {
    int group = head / (spec.heads() / G);
    int from = Math.max(0, row - Math.min(spec.window(), 1 << 20) + 1);
    int to = spec.mask() == Mask.CAUSAL ? row : x.k().dim(0) - 1;
    double total = 0;
    double[] mean = new double[E];
    double[] size = new double[E];
    for (int j = from; j <= to; j++) {
      double score = 0;
      for (int i = 0; i < E; i++) {
        float scaled = x.q().getFloat((row * spec.heads() + head) * E + i) * spec.scale();
        double q = Chain.of(type).round(scaled);
        score += q * x.k().getFloat((j * G + group) * E + i);
      }
      score = spec.softCap() > 0 ? spec.softCap() * Math.tanh(score / spec.softCap()) : score;
      double p = Math.exp(score + bias(spec, head, j - row));
      total += p;
      for (int i = 0; i < E; i++) {
        mean[i] += p * x.v().getFloat((j * G + group) * E + i);
        size[i] += p * Math.abs(x.v().getFloat((j * G + group) * E + i));
      }
    }
    // A score of up to 10 has an error of up to (E + 8) * 10 * 2^-24; sums of t weights t * 2^-24.
    // Weights rounded to BF16 are wrong by 2^-9 above and below the line.
    double relative = (2 * (E + 8) * 10 + to - from + 1) * 0x1p-24;
    relative += type == DataType.BF16 ? 2.1 * 0x1p-9 : 0;
    for (int i = 0; i < E; i++) {
      double got = actual[(row * spec.heads() + head) * E + i];
      assertEquals(mean[i] / total, got, relative * size[i] / total + 1e-12);
    }
  }

  private static double bias(AttentionSpec spec, int head, int distance) {
    Tensor table = spec.bias().table().orElseGet(() -> Samples.zeros(spec.heads(), 1));
    int most = table.dim(1) - 1;
    return table.getFloat(head * (most + 1) + Math.max(0, Math.min(most / 2 + distance, most)));
  }

  @Test
  void chunksAndBatchesDoNotMoveABit() {
    List<PositionBias> biases = List.of(PositionBias.NONE, bias(4, 40), bias(4, 1300));
    for (DataType type : BlockLayout.TYPES) {
      for (int i = 0; i < 6; i++) {
        int window = i % 2 == 0 ? AttentionSpec.NO_WINDOW : 70;
        AttentionSpec spec = causal(4, 0f, window).withBias(biases.get(i / 2));
        Operands x = operands(1100, 4);
        int[] blocks = descending(18);
        float[] whole = run(x, cache(type, 18), layout(new Sequence(1100, 0, blocks)), spec);
        assertArrayEquals(whole, inChunks(x, type, spec));
        assertArrayEquals(whole, besideAnother(x, type, spec));
      }
    }
  }

  private float[] inChunks(Operands x, DataType type, AttentionSpec spec) {
    CacheLayer cache = cache(type, 18);
    float[] all = new float[x.q().elements()];
    for (int from = 0; from < x.rows(); ) {
      int count = Math.min(samples.integer(1, 90), x.rows() - from);
      BatchLayout chunk = layout(new Sequence(count, from, descending(18)));
      float[] out = run(x.rows(from, count), cache, chunk, spec);
      System.arraycopy(out, 0, all, from * spec.heads() * E, out.length);
      from += count;
    }
    return all;
  }

  private float[] besideAnother(Operands x, DataType type, AttentionSpec spec) {
    Operands other = operands(130, 4);
    Operands both =
        new Operands(joined(other.q(), x.q()), joined(other.k(), x.k()), joined(other.v(), x.v()));
    BatchLayout batch =
        layout(new Sequence(130, 0, new int[] {20, 18, 19}), new Sequence(1100, 0, descending(18)));
    float[] out = run(both, cache(type, 21), batch, spec);
    return Arrays.copyOfRange(out, other.q().elements(), out.length);
  }

  private static Tensor joined(Tensor a, Tensor b) {
    Tensor both = Samples.zeros(a.dim(0) + b.dim(0), a.dim(1), a.dim(2));
    both.floats().put(0, a.toFloats()).put(a.elements(), b.toFloats());
    return both;
  }

  /** Rows at the last position of a source, each a sequence of its own on the source's blocks. */
  @Test
  void severalRowsReadTheKeysOfOneSource() {
    for (DataType type : BlockLayout.TYPES) {
      for (int keys : new int[] {1, 63, 64, 65, 600}) {
        CacheLayer cache = cache(type, 12);
        Samples.fillWithNaN(cache.memory()); // also behind the source's end
        BatchLayout source = layout(sequence(keys));
        Operands x = operands(keys, 4);
        CacheReference.store(x.k(), x.v(), cache, source);
        Sequence row = new Sequence(1, keys - 1, sequence(keys).blocks());
        Tensor q = samples.normal(3, 4, E);
        Tensor out = Samples.zeros(3, 4, E);
        new AttentionReference(cache, layout(row, row, row), full(4)).attend(q, out);
        Operands kept = new Operands(q, kept(cache, source, true), kept(cache, source, false));
        for (int i = 0; i < 12; i++) {
          assertRow(kept, type, full(4), i / 4, i % 4, out.toFloats());
        }
      }
    }
  }

  @Test
  void aLaterRowDoesNotReachAnEarlierOne() {
    AttentionSpec spec = causal(2, 0f, AttentionSpec.NO_WINDOW);
    Operands x = operands(100, 2);
    float[] clean = run(x, cache(DataType.F32, 2), layout(sequence(100)), spec);
    x.k().setFloat(80 * G * E, Float.NaN);
    x.v().setFloat(80 * G * E + 1, Float.NaN);
    float[] out = run(x, cache(DataType.F32, 2), layout(sequence(100)), spec);
    assertArrayEquals(Arrays.copyOf(clean, 80 * 2 * E), Arrays.copyOf(out, 80 * 2 * E));
    assertTrue(Float.isNaN(out[80 * 2 * E]));
    assertTrue(Float.isNaN(out[99 * 2 * E]));
    assertEquals(clean[99 * 2 * E + E], out[99 * 2 * E + E]); // the other head
  }

  @Test
  void oneKeyIsItsValue() {
    Operands x = operands(3, 2);
    float[] out = run(x, cache(DataType.F32, 1), layout(sequence(3)), causal(2, 0f, 1));
    assertArrayEquals(x.v().toFloats(), out);
  }

  @Test
  void aHalfCacheSaturates() {
    Operands x = operands(1, 2);
    float[] values = {1e6f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 65519f, 0x1.002p0f};
    x.v().floats().put(0, values);
    x.v().setFloat(5, Float.NaN);
    float[] out = run(x, cache(DataType.F16, 1), layout(sequence(1)), causal(2, 0f, 1));
    float[] expected = {65504f, 65504f, -65504f, 65504f, 1f};
    assertArrayEquals(expected, Arrays.copyOf(out, 5));
    assertTrue(Float.isNaN(out[5]));
  }

  @Test
  void unusedPlacesStayZero() {
    CacheLayer cache = cache(DataType.F32, 1);
    run(operands(10, 2), cache, layout(sequence(10)), causal(2, 0f, 1));
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < 2 * G * E * 64; i++) {
      int slot = i / (E * 64) % 2 == 0 ? i % 64 : i % (E * 64) / E;
      if (cache.memory().floats().get(i) != 0f) {
        used.add(slot);
      }
    }
    assertEquals(10 * 2 * G * E, used.size());
    assertTrue(used.stream().allMatch(slot -> slot < 10));
  }

  private static Sequence sequence(int rows) {
    return new Sequence(rows, 0, descending((rows + 63) / 64));
  }

  private static int[] descending(int count) {
    int[] blocks = new int[count];
    for (int i = 0; i < count; i++) {
      blocks[i] = count - 1 - i;
    }
    return blocks;
  }
}
