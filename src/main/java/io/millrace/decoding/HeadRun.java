package io.millrace.decoding;

import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

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
      top = Math.max(top, Math.max(row.rawTop().perStripe(), row.drawTop().perStripe()));
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
    RowRuns.forEach(
        scores.size(),
        row -> wanted(scores.get(row).rawTop(), stripe),
        (from, count, best) -> top(logits.rows(from, count), from, (int) best, stripe, true));
  }

  private void scanAdjusted(Tensor logits, Stripe stripe) {
    for (int row = 0; row < scores.size(); row++) {
      if (query(row).draw().isPresent()) {
        Tensor one = logits.rows(row, 1).reshape(stripe.width());
        draw(row).adjustments().apply(one, stripe.start());
      }
    }
    RowRuns.forEach(
        scores.size(),
        row -> sharesTop(row) ? RowRuns.NOTHING : wanted(scores.get(row).drawTop(), stripe),
        (from, count, best) -> top(logits.rows(from, count), from, (int) best, stripe, false));
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

  private void top(Tensor logits, int from, int best, Stripe stripe, boolean raw) {
    int count = logits.dim(0);
    Tensor values = Head.view(topValues, count, best);
    Tensor columns = Head.view(topColumns, count, best);
    kernels.top(logits, values, columns);
    for (int i = 0; i < count; i++) {
      RowScores row = scores.get(from + i);
      row.note(values.getFloat(i * best));
      TopTokens list = raw ? row.rawTop() : row.drawTop();
      list.merge(values.rows(i, 1).reshape(best), columns.rows(i, 1).reshape(best), stripe);
    }
  }

  private static long wanted(TopTokens list, Stripe stripe) {
    return list.perStripe() == 0 ? RowRuns.NOTHING : Math.min(list.perStripe(), stripe.width());
  }

  private boolean sharesTop(int row) {
    return scores.get(row).rawTop() == scores.get(row).drawTop();
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
