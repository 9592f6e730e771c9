package io.millrace.kernel;

import static org.junit.jupiter.api.Assertions.fail;

import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import io.millrace.tensor.Memory;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cache and attention give the reference's bits. */
public abstract class AttentionContract extends KernelsContract {

  @ParameterizedTest
  @MethodSource("tables")
  void attention(String table) {
    use(table);
    for (int run = 0; run < 160; run++) {
      compareAttention(table, run);
    }
  }

  private void compareAttention(String table, int run) {
    int g = 1 + random.below(3);
    int shared = 1 + random.below(5);
    int e = run % 3 == 0 ? 1 + random.below(70) : 16 * (1 + random.below(5));
    DataType type = BlockLayout.TYPES.get(random.below(BlockLayout.TYPES.size()));
    int longest = run % 5 == 0 ? 1200 : 200;
    BlockLayout block = new BlockLayout(type, g, e);
    List<BatchLayout.Sequence> sequences = new ArrayList<>();
    int blocks = 0;
    for (int s = 0; s < 1 + random.below(4); s++) {
      int rows = random.dimension(70);
      int first = random.chance(3) ? 0 : random.below(longest);
      int[] own = new int[(first + rows + 63) / 64];
      for (int i = 0; i < own.length; i++) {
        own[i] = blocks++;
      }
      sequences.add(new BatchLayout.Sequence(rows, first, own));
    }
    AttentionSpec.Mask mask =
        random.chance(5) ? AttentionSpec.Mask.FULL : AttentionSpec.Mask.CAUSAL;
    int window =
        mask == AttentionSpec.Mask.CAUSAL && random.chance(2)
            ? 1 + random.below(150)
            : AttentionSpec.NO_WINDOW;
    AttentionSpec spec =
        new AttentionSpec(
            g * shared,
            1f / (float) Math.sqrt(e),
            random.chance(3) ? 5f : 0f,
            window,
            mask,
            bias(g * shared));
    try (Scratch scratch = new Scratch(memory)) {
      BatchLayout layout = BatchLayout.of(scratch, sequences);
      String what =
          "attend %s %s g=%d h=%d e=%d %s %s"
              .formatted(table, type, g, g * shared, e, spec, sequences.size());
      compareAttention(what, block, blocks, layout, spec);
    }
  }

  /**
   * Rows that read the keys of sources, as those of a decoder do: each a sequence of its own at its
   * source's last position, all of them on the source's blocks.
   */
  @ParameterizedTest
  @MethodSource("tables")
  void crossAttention(String table) {
    use(table);
    for (DataType type : BlockLayout.TYPES) {
      for (int run = 0; run < 6; run++) {
        compareCross(table, type, run % 3 == 0 ? 700 : 70);
      }
    }
  }

  private void compareCross(String table, DataType type, int longest) {
    BlockLayout block = new BlockLayout(type, 1 + random.below(2), 1 + random.below(70));
    int heads = block.g() * (1 + random.below(3));
    List<BatchLayout.Sequence> sources = new ArrayList<>();
    List<BatchLayout.Sequence> rows = new ArrayList<>();
    int blocks = 0;
    for (int s = 0; s < 3; s++) {
      int keys = random.dimension(longest);
      int[] own = new int[(keys + 63) / 64];
      for (int i = 0; i < own.length; i++) {
        own[i] = blocks++;
      }
      sources.add(new BatchLayout.Sequence(keys, 0, own));
      for (int row = 0; row < 1 + s; row++) {
        rows.add(random.below(rows.size() + 1), new BatchLayout.Sequence(1, keys - 1, own));
      }
    }
    PositionBias bias = bias(heads);
    int none = AttentionSpec.NO_WINDOW;
    AttentionSpec spec =
        new AttentionSpec(heads, 0.2f, 0f, none, AttentionSpec.Mask.FULL).withBias(bias);
    CacheLayer cache = cache(block, blocks);
    fillWithNaN(cache.memory());
    try (Scratch scratch = new Scratch(memory)) {
      BatchLayout layout = BatchLayout.of(scratch, sources);
      Tensor keys = random.normal(memory, layout.rows(), block.g(), block.e());
      Tensor values = random.normal(memory, layout.rows(), block.g(), block.e());
      reference.store(keys, values, cache, layout);
      Tensor q = random.normal(memory, rows.size(), heads, block.e());
      BatchLayout cross = BatchLayout.of(scratch, rows);
      String what = "cross attention %s %s %s".formatted(table, block, spec);
      both(what, (k, out) -> k.attend(q, cache, cross, spec, out), rows.size(), heads, block.e());
    }
  }

  private static void fillWithNaN(Memory memory) {
    for (int i = 0; i < memory.size(); i++) {
      memory.bytes().put(i, (byte) -1);
    }
  }

  /** None as often as one; it reaches nowhere, within a block, or beyond the longest sequence. */
  private PositionBias bias(int heads) {
    int reach = random.chance(4) ? 0 : random.chance(2) ? random.below(70) : random.below(2000);
    return random.chance(2)
        ? PositionBias.NONE
        : PositionBias.of(random.normal(memory, heads, 2L * reach + 1));
  }

  private void compareAttention(
      String what, BlockLayout block, int blocks, BatchLayout layout, AttentionSpec spec) {
    int n = layout.rows();
    int g = block.g();
    int e = block.e();
    CacheLayer expected = cache(block, blocks);
    CacheLayer actual = cache(block, blocks);
    fill(expected.memory(), block.type());
    actual.memory().bytes().put(0, expected.memory().bytes(), 0, expected.memory().size());
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

  /** What earlier steps left there; as codes and scales of a Q8_0 cache, halves are any numbers. */
  private void fill(Memory memory, DataType type) {
    for (int i = 0; i < memory.size(); i += type == DataType.F32 ? 4 : 2) {
      float old = random.below(2001) * 0.001f - 1;
      switch (type) {
        case F32 -> memory.bytes().putFloat(i, old);
        case BF16 -> memory.bytes().putShort(i, HalfFloat.toBf16(old));
        default -> memory.bytes().putShort(i, HalfFloat.toF16(old));
      }
    }
  }

  private void assertSameCache(String what, CacheLayer expected, CacheLayer actual) {
    int size = expected.layout().type() == DataType.F32 ? 4 : 2;
    for (int i = 0; i < expected.memory().size() / size; i++) {
      float a = element(expected, i);
      float b = element(actual, i);
      if (Float.floatToRawIntBits(a) != Float.floatToRawIntBits(b)
          && !(Float.isNaN(a) && Float.isNaN(b))) {
        fail("%s: element %d is %s, expected %s; %s".formatted(what, i, b, a, random.replay()));
      }
    }
  }

  private static float element(CacheLayer cache, int i) {
    return switch (cache.layout().type()) {
      case F32 -> cache.memory().floats().get(i);
      case F16 -> HalfFloat.fromF16(cache.memory().bytes().getShort(2 * i));
      default -> cache.memory().bytes().getShort(2 * i);
    };
  }

  private CacheLayer cache(BlockLayout block, int blocks) {
    return new CacheLayer(block, memory.allocate(block.blockBytes() * blocks));
  }
}
