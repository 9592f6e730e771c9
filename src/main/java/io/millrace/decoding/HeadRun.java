package io.millrace.decoding;

import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** One use of the head: its rows, what was wanted of them, and what was found. */
final class HeadRun {

  private final Head head;
  private final Kernels kernels;
  private final Head.Rows rows;
  private final List<RowScores> scores = new ArrayList<>();
  private final Tensor logitsBuffer;
  private final Tensor maxima;
  private final Tensor sums;
  private final Tensor topValues;
  private final Tensor topColumns;

  HeadRun(Head head, Tensor hidden, List<HeadQuery> queries) {
    this.head = head;
    this.kernels = head.kernels();
    int n = hidden.dim(0);
    if (n != queries.size()) {
      throw new IllegalArgumentException(
          "head: " + n + " rows, expected " + queries.size() + " as there are queries");
    }
    int stripes = Stripe.count(head.vocabulary());
    int width = Stripe.of(0, head.vocabulary()).width();
    int top = 0;
    for (HeadQuery query : queries) {
      RowScores row = new RowScores(query, stripes);
      scores.add(row);
      top = Math.max(top, Math.max(row.rawTop().capacity(), row.best().capacity()));
      top = Math.max(top, row.candidates().perStripe());
    }
    rows = head.rows(hidden);
    logitsBuffer = head.scratch(DataType.F32, n, width);
    maxima = head.scratch(DataType.F32, n);
    sums = head.scratch(DataType.F32, n);
    topValues = head.scratch(DataType.F32, n, Math.min(top, width));
    topColumns = head.scratch(DataType.I32, n, Math.min(top, width));
  }

  /** What was found about a row. */
  RowScores scores(int row) {
    return scores.get(row);
  }

  /** Looks at all stripes in ascending order. */
  void scan() {
    for (int number = 0; number < Stripe.count(head.vocabulary()); number++) {
      Stripe stripe = Stripe.of(number, head.vocabulary());
      Tensor logits = head.logits(rows, 0, scores.size(), stripe, logitsBuffer);
      scanRaw(logits, stripe);
      scanAdjusted(logits, stripe);
    }
  }

  /**
   * Computes a row's logits of one stripe again, the same bits as before, and adjusts them.
   *
   * @return F32 {@code [width]}; valid until the next call
   */
  Tensor adjusted(int row, Stripe stripe) {
    Tensor logits = head.logits(rows, row, 1, stripe, logitsBuffer).reshape(stripe.width());
    draw(row).adjustments().apply(logits, stripe.start());
    return logits;
  }

  int vocabulary() {
    return head.vocabulary();
  }

  private void scanRaw(Tensor logits, Stripe stripe) {
    RowRuns.forEach(
        scores.size(),
        row -> query(row).wantsLogprobs() ? 1 : RowRuns.NOTHING,
        (from, count, key) -> sumRaw(logits.rows(from, count), from));
    for (int row = 0; row < scores.size(); row++) {
      int column = query(row).target() - stripe.start();
      if (column >= 0 && column < stripe.width()) {
        scores.get(row).setTargetLogit(logits.getFloat(row * stripe.width() + column));
      }
    }
    top(logits, row -> scores.get(row).rawTop().capacity(), stripe, HeadRun::mergeRaw);
  }

  private void scanAdjusted(Tensor logits, Stripe stripe) {
    for (int row = 0; row < scores.size(); row++) {
      if (query(row).draw().isPresent()) {
        Tensor one = logits.rows(row, 1).reshape(stripe.width());
        draw(row).adjustments().apply(one, stripe.start());
      }
    }
    top(logits, this::ownBest, stripe, HeadRun::mergeBest);
    top(logits, row -> scores.get(row).candidates().perStripe(), stripe, HeadRun::listCandidates);
    RowRuns.forEach(
        scores.size(),
        row ->
            wantsMasses(row)
                ? Float.floatToRawIntBits(draw(row).inverseTemperature())
                : RowRuns.NOTHING,
        (from, count, bits) ->
            sumScaled(logits.rows(from, count), from, Float.intBitsToFloat((int) bits), stripe));
  }

  private void sumRaw(Tensor logits, int from) {
    int count = logits.dim(0);
    kernels.sumExponentials(logits, maxima.rows(0, count), sums.rows(0, count));
    for (int i = 0; i < count; i++) {
      scores.get(from + i).note(maxima.getFloat(i));
      scores.get(from + i).raw().add(maxima.getFloat(i), sums.getFloat(i));
    }
  }

  private void sumScaled(Tensor logits, int from, float inverseTemperature, Stripe stripe) {
    int count = logits.dim(0);
    if (inverseTemperature != 1) {
      kernels.scale(logits, inverseTemperature);
    }
    kernels.sumExponentials(logits, maxima.rows(0, count), sums.rows(0, count));
    for (int i = 0; i < count; i++) {
      RowScores row = scores.get(from + i);
      row.note(maxima.getFloat(i));
      row.masses().set(stripe.number(), maxima.getFloat(i), sums.getFloat(i));
    }
  }

  /** What is done with the best of a row in a stripe. */
  private interface Taker {
    void take(RowScores row, Stripe stripe, Tensor best, Tensor columns);
  }

  /** Finds the best of each row that wants some, which its count says. */
  private void top(Tensor logits, IntUnaryOperator count, Stripe stripe, Taker taker) {
    RowRuns.forEach(
        scores.size(),
        row -> {
          int wanted = Math.min(count.applyAsInt(row), stripe.width());
          return wanted == 0 ? RowRuns.NOTHING : wanted;
        },
        (from, rowCount, best) ->
            top(logits.rows(from, rowCount), from, (int) best, stripe, taker));
  }

  private void top(Tensor logits, int from, int best, Stripe stripe, Taker taker) {
    int count = logits.dim(0);
    Tensor values = Head.view(topValues, count, best);
    Tensor columns = Head.view(topColumns, count, best);
    kernels.top(logits, values, columns);
    for (int i = 0; i < count; i++) {
      RowScores row = scores.get(from + i);
      row.note(values.getFloat(i * best));
      taker.take(row, stripe, values.rows(i, 1).reshape(best), columns.rows(i, 1).reshape(best));
    }
  }

  private static void mergeRaw(RowScores row, Stripe stripe, Tensor best, Tensor columns) {
    row.rawTop().merge(best, columns, stripe.start());
  }

  private static void mergeBest(RowScores row, Stripe stripe, Tensor best, Tensor columns) {
    row.best().merge(best, columns, stripe.start());
  }

  private static void listCandidates(RowScores row, Stripe stripe, Tensor best, Tensor columns) {
    row.candidates().list(stripe, best, columns);
  }

  /** How many of the best adjusted logits a row wants that are not found as raw ones already. */
  private int ownBest(int row) {
    RowScores one = scores.get(row);
    return one.best() == one.rawTop() ? 0 : one.best().capacity();
  }

  private boolean wantsMasses(int row) {
    return query(row).draw().map(HeadQuery.Draw::masses).orElse(false);
  }

  private HeadQuery query(int row) {
    return scores.get(row).query();
  }

  private HeadQuery.Draw draw(int row) {
    return query(row).draw().orElseThrow();
  }
}
