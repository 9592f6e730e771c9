package io.millrace.model;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.Tensor;
import java.util.Optional;

/**
 * Turns the tokens of whole texts into the first hidden states: the sum of up to three vectors,
 * normalized.
 *
 * @param tokens {@code [v, d]}
 * @param places where tokens stand in their text
 * @param types {@code [types, d]}, or empty if parts of a text are not told apart
 * @param norm of the sums
 */
public record EncoderEmbedding(
    PackedWeight tokens, Places places, Optional<PackedWeight> types, Norm norm) {

  /** Where tokens stand in their text. */
  public sealed interface Places {

    /** Tokens of the longest text. */
    int most();
  }

  /**
   * A vector for each place.
   *
   * @param positions {@code [positions, d]}
   * @param first the row that the first token of a text gets; if it is not 0, the row before it is
   *     that of padding tokens, whose id is the same number
   */
  public record Learned(PackedWeight positions, int first) implements Places {
    @Override
    public int most() {
      return positions.m() - first;
    }
  }

  /** Attention alone knows the places. */
  public record Rotated(int most) implements Places {}

  Value forward(Ops ops, Step step, int[] rowTypes) {
    Value sum = ops.embed(tokens, step.ids(), 1f);
    if (places instanceof Learned learned) {
      Tensor rows = ops.ints(positions(step, learned.first));
      sum = ops.add(sum, ops.embed(learned.positions, rows, 1f));
    }
    if (types.isPresent()) {
      sum = ops.add(sum, ops.embed(types.get(), ops.ints(rowTypes), 1f));
    }
    return norm.forward(ops, sum);
  }

  /** Tokens of the longest text there are positions for. */
  int mostTokens() {
    return places.most();
  }

  /** Parts of a text that are told apart. */
  int tokenTypes() {
    return types.map(PackedWeight::m).orElse(1);
  }

  private static int[] positions(Step step, int firstPosition) {
    int[] positions = step.positions();
    if (firstPosition == 0) {
      return positions;
    }
    BatchLayout layout = step.layout();
    int padding = firstPosition - 1;
    for (int i = 0; i < layout.count(); i++) {
      int next = firstPosition;
      for (int row = layout.firstRow(i); row < layout.firstRow(i) + layout.rows(i); row++) {
        positions[row] = step.ids().getInt(row) == padding ? padding : next++;
      }
    }
    return positions;
  }
}
