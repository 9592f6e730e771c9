package io.millrace.load;

import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;

/** How far quantized weights are from what they were; may be added to by several threads. */
final class QuantizationError {

  private final DoubleAdder squares = new DoubleAdder();
  private final DoubleAdder differences = new DoubleAdder();

  /** Adds weights and what became of them. */
  void add(float[] before, float[] after) {
    double square = 0;
    double difference = 0;
    for (int i = 0; i < before.length; i++) {
      double lost = (double) before[i] - after[i];
      square += (double) before[i] * before[i];
      difference += lost * lost;
    }
    squares.add(square);
    differences.add(difference);
  }

  /** The root of the mean square of what was lost, as a share of that of the weights; 0 if none. */
  double relative() {
    return squares.sum() == 0 ? 0 : Math.sqrt(differences.sum() / squares.sum());
  }

  /** The same to three digits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3g", relative());
  }
}
