package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.List;

/**
 * Which rows of a step belong to which sequence, at which positions, and in which cache blocks its
 * keys and values lie.
 *
 * <p>Sequences follow each other in row order without gaps. Row i of a sequence is its position
 * {@code firstPosition + i}; the keys it may see are positions 0 to {@code firstPosition + rows -
 * 1}, those of this step included, as the layer's mask and window allow.
 *
 * @param rows rows of all sequences, n
 * @param sequences I32 {@code [count, 4]}: first row, rows, first position, index into {@code
 *     blocks} of the block that holds position 0
 * @param blocks I32: the sequences' block tables back to back
 */
public record BatchLayout(int rows, Tensor sequences, Tensor blocks) {

  /**
   * One sequence of a step.
   *
   * @param rows its rows in this step, at least 1
   * @param firstPosition the position of its first row
   * @param blocks its cache blocks from position 0 on, enough for {@code firstPosition + rows}
   */
  public record Sequence(int rows, int firstPosition, int[] blocks) {}

  /** Lays sequences out in this order. */
  public static BatchLayout of(Scratch scratch, List<Sequence> sequences) {
    int tables = sequences.stream().mapToInt(s -> s.blocks().length).sum();
    Tensor table = scratch.tensor(DataType.I32, sequences.size(), 4);
    Tensor blocks = scratch.tensor(DataType.I32, tables);
    int row = 0;
    int block = 0;
    for (int i = 0; i < sequences.size(); i++) {
      Sequence sequence = sequences.get(i);
      int needed = (sequence.firstPosition() + sequence.rows() + 63) / BlockLayout.POSITIONS;
      if (sequence.rows() < 1 || sequence.blocks().length < needed) {
        throw new IllegalArgumentException(
            "batch: sequence %d has %d rows and %d blocks, expected 1 and %d at least"
                .formatted(i, sequence.rows(), sequence.blocks().length, needed));
      }
      table.ints().put(4 * i, new int[] {row, sequence.rows(), sequence.firstPosition(), block});
      blocks.ints().put(block, sequence.blocks());
      row += sequence.rows();
      block += sequence.blocks().length;
    }
    return new BatchLayout(row, table, blocks);
  }

  /** How many sequences there are. */
  public int count() {
    return sequences.dim(0);
  }

  /** The first row of sequence {@code i}. */
  public int firstRow(int i) {
    return sequences.getInt(4 * i);
  }

  /** The rows of sequence {@code i}. */
  public int rows(int i) {
    return sequences.getInt(4 * i + 1);
  }

  /** The position of the first row of sequence {@code i}. */
  public int firstPosition(int i) {
    return sequences.getInt(4 * i + 2);
  }

  /** The cache block that holds {@code position} of sequence {@code i}. */
  public int block(int i, int position) {
    return blocks.getInt(sequences.getInt(4 * i + 3) + position / BlockLayout.POSITIONS);
  }
}
