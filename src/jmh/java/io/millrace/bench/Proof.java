package io.millrace.bench;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;

/** Equality with the reference, before anything is timed. */
final class Proof {

  /** Rows that the reference computes in bearable time. */
  private static final int ROWS = 4;

  private Proof() {}

  /** Throws if the first rows of the trial have other bits than the reference's. */
  static void require(KernelCase subject, Trial trial) {
    int rows = Math.min(ROWS, subject.name().n());
    try (Kernels reference = KernelChoice.open("reference", 1);
        Trial expected = subject.prepare(reference)) {
      if (!Bits.same(expected.compute(rows), trial.compute(rows))) {
        throw new IllegalStateException(
            subject.name() + ": " + trial.operands().kernels().name() + " gives other bits");
      }
    }
  }
}
