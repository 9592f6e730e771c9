package io.millrace.decoding;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** All adjusted logits of the rows that want them, as far as memory allows. */
final class WholeRows {

  private static final int MOST_FLOATS = 1 << 24; // 64 MiB

  private final Head head;
  private final int[] places; // of the rows; -1 for rows that are not kept
  private final Tensor logits;

  WholeRows(Head head, List<RowScores> scores) {
    this.head = head;
    places = new int[scores.size()];
    int most = MOST_FLOATS / head.vocabulary();
    int count = 0;
    for (int row = 0; row < places.length; row++) {
      places[row] = scores.get(row).wantsWhole() && count < most ? count++ : -1;
    }
    logits = head.scratch(DataType.F32, count, head.vocabulary());
  }

  /**
   * Takes what is wanted of a stripe.
   *
   * @param stripeLogits F32 {@code [n, width]}
   */
  void keep(Tensor stripeLogits, Stripe stripe) {
    for (int row = 0; row < places.length; row++) {
      if (places[row] >= 0) {
        int at = places[row] * head.vocabulary() + stripe.start();
        int from = row * stripe.width();
        logits.floats().put(at, stripeLogits.floats(), from, stripe.width());
      }
    }
  }

  /** The logits of a row; valid until the next call. Empty if they were not kept. */
  Optional<float[]> row(int row) {
    if (places[row] < 0) {
      return Optional.empty();
    }
    float[] all = head.row();
    logits.floats().get(places[row] * all.length, all);
    return Optional.of(all);
  }
}
