package io.millrace.decoding;

import io.millrace.kernel.Draws;
import io.millrace.kernel.StripedRows;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

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
  private final List<Integer> filtered = new ArrayList<>(); // rows that need all of their logits
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
    for (int row = 0; row < n; row++) {
      if (scores.get(row).filtered().isPresent()) {
        filtered.add(row);
      }
    }
    rows = head.rows(hidden);
    Stripe first = Stripe.of(0, head.vocabulary()).and(together(), head.vocabulary());
    long columns = filtered.isEmpty() ? first.width() : head.vocabulary();
    buffer = head.scratch(DataType.F32, n * columns);
  }

  /** What was found about a row. */
  RowScores scores(int row) {
    return scores.get(row);
  }

  int vocabulary() {
    return head.vocabulary();
  }

  /** Looks at all stripes in ascending order, then draws where that takes whole rows. */
  void scan() {
    StripeScan scan = new StripeScan(head, scores);
    int stripes = Stripe.count(head.vocabulary());
    for (int first = 0; first < stripes; first += together()) {
      Stripe range = Stripe.of(first, head.vocabulary()).and(together(), head.vocabulary());
      Tensor logits = head.logits(rows, 0, scores.size(), range, room(range));
      for (int number = first; number < Math.min(stripes, first + together()); number++) {
        Stripe stripe = Stripe.of(number, head.vocabulary());
        scan.accept(part(logits, stripe.start() - range.start(), stripe.width()), stripe);
      }
    }
    if (!filtered.isEmpty()) {
      draw();
    }
  }

  /** Where the logits of a range go: in front, or behind those before it if all are kept. */
  private Tensor room(Stripe range) {
    int from = filtered.isEmpty() ? 0 : scores.size() * range.start();
    return buffer.rows(from, scores.size() * range.width());
  }

  private void draw() {
    Draws draws = head.draws(filtered.size());
    for (int i = 0; i < filtered.size(); i++) {
      HeadQuery.FilteredDraw wanted = scores.get(filtered.get(i)).filtered().orElseThrow();
      draws.set(i, filtered.get(i), wanted.filter(), wanted.uniform());
    }
    Tensor values = head.scratch(DataType.F32, filtered.size());
    Tensor columns = head.scratch(DataType.I32, filtered.size());
    StripedRows all = new StripedRows(buffer, scores.size(), head.vocabulary(), Stripe.WIDTH);
    head.kernels().draw(all, draws, values, columns);
    for (int i = 0; i < filtered.size(); i++) {
      scores.get(filtered.get(i)).setDrawn(columns.getInt(i), values.getFloat(i));
    }
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
