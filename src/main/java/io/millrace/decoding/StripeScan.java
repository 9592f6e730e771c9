package io.millrace.decoding;

import io.millrace.kernel.Kernels;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Takes from the logits of a stripe what each row wants: first of the raw ones, then of the
 * adjusted ones, last of those divided by the temperature.
 */
final class StripeScan {

  private final Kernels kernels;
  private final List<RowScores> scores;
  private final Tensor maxima;
  private final Tensor sums;
  private final Tensor topValues;
  private final Tensor topColumns;
  private final float[] values;
  private final int[] columns;

  /** Makes a scan for these rows, with scratch memory of the head's run. */
  StripeScan(Head head, List<RowScores> scores) {
    this.kernels = head.kernels();
    this.scores = scores;
    int n = scores.size();
    int most = scores.stream().mapToInt(RowScores::mostPerStripe).max().orElse(0);
    most = Math.min(most, Stripe.WIDTH);
    maxima = head.scratch(DataType.F32, n);
    sums = head.scratch(DataType.F32, n);
    topValues = head.scratch(DataType.F32, n, most);
    topColumns = head.scratch(DataType.I32, n, most);
    values = new float[n * most];
    columns = new int[n * most];
  }

  /**
   * Scans the next stripe.
   *
   * @param logits raw, F32 {@code [n, width]}; changed
   */
  void accept(Tensor logits, Stripe stripe) {
    sumRaw(logits);
    readTargets(logits, stripe);
    top(logits, stripe, row -> scores.get(row).rawTop().capacity(), RowScores::mergeRaw);
    adjust(logits, stripe);
    top(logits, stripe, row -> scores.get(row).ownBest(), RowScores::mergeBest);
    sumScaled(logits, stripe);
  }

  private void sumRaw(Tensor logits) {
    RowRuns.forEach(
        scores.size(),
        row -> scores.get(row).query().wantsLogprobs() ? 1 : RowRuns.NOTHING,
        (from, count, key) -> {
          sum(logits.rows(from, count));
          for (int i = 0; i < count; i++) {
            scores.get(from + i).addRaw(maxima.getFloat(i), sums.getFloat(i));
          }
        });
  }

  private void readTargets(Tensor logits, Stripe stripe) {
    for (int row = 0; row < scores.size(); row++) {
      int column = scores.get(row).query().target() - stripe.start();
      if (column >= 0 && column < stripe.width()) {
        scores.get(row).setTargetLogit(logits.getFloat(row * stripe.width() + column));
      }
    }
  }

  private void adjust(Tensor logits, Stripe stripe) {
    for (int row = 0; row < scores.size(); row++) {
      if (scores.get(row).adjusts() && scores.get(row).draw().adjustments().touches(stripe)) {
        Tensor one = logits.rows(row, 1).reshape(stripe.width());
        scores.get(row).draw().adjustments().apply(one, stripe.start());
      }
    }
  }

  /** Scales each run of rows by its inverse temperature, then sums it up. */
  private void sumScaled(Tensor logits, Stripe stripe) {
    RowRuns.forEach(
        scores.size(),
        row ->
            scores.get(row).wantsMasses()
                ? Float.floatToRawIntBits(scores.get(row).draw().inverseTemperature())
                : RowRuns.NOTHING,
        (from, count, bits) -> {
          float inverseTemperature = Float.intBitsToFloat((int) bits);
          if (inverseTemperature != 1) {
            kernels.scale(logits.rows(from, count), inverseTemperature);
          }
          sum(logits.rows(from, count));
          for (int i = 0; i < count; i++) {
            scores.get(from + i).setMass(stripe, maxima.getFloat(i), sums.getFloat(i));
          }
        });
  }

  private void sum(Tensor logits) {
    int count = logits.dim(0);
    kernels.sumExponentials(logits, maxima.rows(0, count), sums.rows(0, count));
  }

  /** What is done with the best of a row in a stripe. */
  private interface Taker {
    void take(RowScores row, Stripe stripe, StripeBest best);
  }

  /** Finds the best of each row that wants some; {@code count} says how many. */
  private void top(Tensor logits, Stripe stripe, IntUnaryOperator count, Taker taker) {
    RowRuns.forEach(
        scores.size(),
        row -> {
          int wanted = Math.min(count.applyAsInt(row), stripe.width());
          return wanted == 0 ? RowRuns.NOTHING : wanted;
        },
        (from, rows, wanted) -> {
          int best = (int) wanted;
          kernels.top(
              logits.rows(from, rows),
              Head.view(topValues, rows, best),
              Head.view(topColumns, rows, best));
          topValues.floats().get(0, values, 0, rows * best);
          topColumns.ints().get(0, columns, 0, rows * best);
          for (int i = 0; i < rows; i++) {
            StripeBest found = new StripeBest(values, columns, i * best, best);
            taker.take(scores.get(from + i), stripe, found);
          }
        });
  }
}
