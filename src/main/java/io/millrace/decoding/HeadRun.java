package io.millrace.decoding;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One use of the head: its rows, what was wanted of them, and what was found. */
final class HeadRun {

  /**
   * Stripes that one product makes of a single row; of more rows it makes one stripe. With two
   * threads on a shared machine, 64 products took 17 ms, 8 took 7 ms, one took 5 ms.
   */
  private static final int STRIPES_OF_ONE_ROW = 16;

  private final Head head;
  private final Head.Rows rows;
  private final List<RowScores> scores = new ArrayList<>();
  private final Tensor buffer;
  private final WholeRows whole;

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
    whole = new WholeRows(head, scores);
    Stripe first = Stripe.of(0, head.vocabulary());
    buffer = head.scratch(DataType.F32, n, first.and(together(), head.vocabulary()).width());
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
    StripeScan scan = new StripeScan(head, scores, whole);
    int stripes = Stripe.count(head.vocabulary());
    for (int first = 0; first < stripes; first += together()) {
      Stripe range = Stripe.of(first, head.vocabulary()).and(together(), head.vocabulary());
      Tensor logits = head.logits(rows, 0, scores.size(), range, buffer);
      for (int number = first; number < Math.min(stripes, first + together()); number++) {
        Stripe stripe = Stripe.of(number, head.vocabulary());
        scan.accept(part(logits, stripe.start() - range.start(), stripe.width()), stripe);
      }
    }
  }

  /** All adjusted logits of a row; valid until the next call. Empty if they were not kept. */
  Optional<float[]> whole(int row) {
    return whole.row(row);
  }

  private int together() {
    return scores.size() == 1 ? STRIPES_OF_ONE_ROW : 1;
  }

  /** Some columns of a single row, or all columns of several rows. */
  private static Tensor part(Tensor logits, int from, int width) {
    Shape shape = Shape.of(logits.dim(0), width);
    return Tensor.view(logits.type(), shape, logits.memory(), logits.first() + from);
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
