package io.millrace.bench;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Causal attention of 32 query and 4 key/value heads of 64 elements over a cache, the heads of a
 * Llama of 1.1 billion parameters: a prompt, or sequences that each decode their next token.
 *
 * @param type of the cache
 * @param phase a prompt of n rows, or n sequences of one row
 * @param n rows
 * @param positions that the last row of each sequence sees; n for a prompt
 */
record AttentionCase(DataType type, Phase phase, int n, int positions) implements KernelCase {

  private static final int HEADS = 32;
  private static final int SHARED_HEADS = 4;
  private static final int ELEMENTS = 64;

  /** What the rows are. */
  enum Phase {
    PROMPT,
    DECODE
  }

  @Override
  public CaseName name() {
    String op = phase == Phase.PROMPT ? "attendPrompt" : "attendDecode";
    return new CaseName(op, type.name(), n, positions, HEADS * ELEMENTS);
  }

  @Override
  public Work work(int rows) {
    double pairs = phase == Phase.PROMPT ? 0.5 * rows * (rows + 1) : (double) rows * positions;
    double cached = phase == Phase.PROMPT ? rows : (double) rows * positions;
    double bytes =
        cached * layout().blockBytes() / BlockLayout.POSITIONS + 8.0 * rows * HEADS * ELEMENTS;
    return new Work(4.0 * pairs * HEADS * ELEMENTS, Work.Unit.F32, bytes);
  }

  @Override
  public Trial prepare(Kernels kernels) {
    Operands operands = new Operands(kernels);
    CacheLayer cache = filled(operands);
    Tensor q = operands.normal(2, n, HEADS, ELEMENTS);
    Tensor out = operands.empty(DataType.F32, n, HEADS, ELEMENTS);
    AttentionSpec spec =
        new AttentionSpec(HEADS, 0.125f, 0, AttentionSpec.NO_WINDOW, AttentionSpec.Mask.CAUSAL);
    IntFunction<BatchLayout> batch = operands.batches(this::queries);
    return new Trial(
        operands,
        rows -> kernels.attend(q.rows(0, rows), cache, batch.apply(rows), spec, out.rows(0, rows)),
        () -> {},
        rows -> out.rows(0, rows));
  }

  /** The first rows of a prompt, or the last position of the first sequences. */
  private List<BatchLayout.Sequence> queries(int rows) {
    List<BatchLayout.Sequence> sequences = new ArrayList<>();
    if (phase == Phase.PROMPT) {
      return List.of(new BatchLayout.Sequence(rows, 0, table(0)));
    }
    for (int i = 0; i < rows; i++) {
      sequences.add(new BatchLayout.Sequence(1, positions - 1, table(i)));
    }
    return sequences;
  }

  private BlockLayout layout() {
    return new BlockLayout(type, SHARED_HEADS, ELEMENTS);
  }

  private int blocksEach() {
    return (positions + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS;
  }

  private int[] table(int sequence) {
    return IntStream.range(0, blocksEach()).map(i -> sequence * blocksEach() + i).toArray();
  }

  /** A cache with all positions of all sequences stored. */
  private CacheLayer filled(Operands operands) {
    int sequences = phase == Phase.PROMPT ? 1 : n;
    long bytes = layout().blockBytes() * blocksEach() * sequences;
    CacheLayer cache = new CacheLayer(layout(), operands.memory(bytes));
    try (Scratch scratch = new Scratch(operands.kernels().allocator())) {
      Tensor keys = operands.normal(3, positions, SHARED_HEADS, ELEMENTS);
      Tensor values = operands.normal(4, positions, SHARED_HEADS, ELEMENTS);
      for (int i = 0; i < sequences; i++) {
        BatchLayout one =
            BatchLayout.of(scratch, List.of(new BatchLayout.Sequence(positions, 0, table(i))));
        operands.kernels().store(keys, values, cache, one);
      }
    }
    return cache;
  }
}
