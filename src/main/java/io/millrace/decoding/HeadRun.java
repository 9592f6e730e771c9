package io.millrace.decoding;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** One use of the head: its rows, what was wanted of them, and what was found. */
final class HeadRun {

  private final Head head;
  private final Head.Rows rows;
  private final List<RowScores> scores = new ArrayList<>();
  private final Tensor buffer;

  HeadRun(Head head, Tensor hidden, List<HeadQuery> queries) {
    this.head = head;
    int n = hidden.dim(0);
    if (n != queries.size()) {
      throw new IllegalArgumentException(
          "head: " + n + " rows, expected " + queries.size() + " as there are queries");
    }
    int stripes = Stripe.count(head.vocabulary());
    for (HeadQuery query : queries) {
      scores.add(new RowScores(query, stripes));
    }
    rows = head.rows(hidden);
    buffer = head.scratch(DataType.F32, n, Stripe.of(0, head.vocabulary()).width());
  }

  /** What was found about a row. */
  RowScores scores(int row) {
    return scores.get(row);
  }

  int vocabulary() {
    return head.vocabulary();
  }

  /** Looks at all stripes in ascending order. */
  void scan() {
    StripeScan scan = new StripeScan(head, scores);
    for (int number = 0; number < Stripe.count(head.vocabulary()); number++) {
      Stripe stripe = Stripe.of(number, head.vocabulary());
      scan.accept(head.logits(rows, 0, scores.size(), stripe, buffer), stripe);
    }
  }

  /**
   * Computes a row's logits of one stripe again, the same bits as before, and adjusts them.
   *
   * @return F32 {@code [width]}; valid until the next call
   */
  Tensor adjusted(int row, Stripe stripe) {
    Tensor logits = head.logits(rows, row, 1, stripe, buffer).reshape(stripe.width());
    scores.get(row).draw().adjustments().apply(logits, stripe.start());
    return logits;
  }
}
