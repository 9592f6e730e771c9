package io.millrace.bench;

import java.util.Arrays;

/** The kinds of work that {@link BatchBench} measures. */
public enum BatchWork {
  /** Many requests of very different lengths, against perfect batches of the same tokens. */
  LONG_TAILED("long-tailed"),
  /** Requests that begin with the same long prompt, with the prefix cache on against off. */
  SHARED_PREFIX("shared-prefix"),
  /** A batch of equal short requests, and where its time goes. */
  SEQUENCES("sequences");

  private final String label;

  BatchWork(String label) {
    this.label = label;
  }

  /** What it is called in JSON and on the command line. */
  public String label() {
    return label;
  }

  /**
   * The work of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static BatchWork of(String label) {
    return Arrays.stream(values())
        .filter(work -> work.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "bench: no work is called "
                        + label
                        + ", expected one of "
                        + Arrays.stream(values()).map(BatchWork::label).toList()));
  }
}
