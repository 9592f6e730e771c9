package io.millrace.bench;

import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One implementation that computes one case, and what came of it. */
final class Contender implements AutoCloseable {

  private final String name;
  private final Trial trial;
  private final KernelCase subject;
  private final Pace pace;
  private final int rows;
  private final List<Double> seconds = new ArrayList<>();

  Contender(Implementation implementation, KernelCase subject, Pace pace) {
    this.name = implementation.name();
    this.subject = subject;
    this.pace = pace;
    this.trial = subject.prepare(implementation.kernels());
    this.rows = affordable();
  }

  /** Doubles the rows until a run takes about as long as it may; warms up on the way. */
  private int affordable() {
    int n = subject.name().n();
    int count = 1;
    while (count < n && isQuick(count)) {
      count = Math.min(n, 2 * count);
    }
    return count;
  }

  /** The better of two: the first run of all may load classes or touch memory anew. */
  private boolean isQuick(int count) {
    double first = trial.seconds(count, 0);
    return Math.min(first, trial.seconds(count, 0)) < pace.longest() / 2;
  }

  String name() {
    return name;
  }

  int rows() {
    return rows;
  }

  /** Whether it could do all rows in the time it had. */
  boolean isComplete() {
    return rows == subject.name().n();
  }

  void sample() {
    seconds.add(trial.seconds(rows, pace.sample()));
  }

  boolean isTimed() {
    return !seconds.isEmpty();
  }

  /** The median of its samples. */
  double seconds() {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** Operations a second. */
  double rate() {
    return subject.work(rows).operations() / seconds();
  }

  Tensor compute(int count) {
    return trial.compute(count);
  }

  @Override
  public void close() {
    trial.close();
  }
}
