package io.millrace.bench;

import io.millrace.kernel.Peaks;

/**
 * What an op cannot do without, whoever computes it.
 *
 * @param operations two for each multiply-add, one for each element of other ops
 * @param unit what does the operations
 * @param bytes operands read once and results written once
 */
record Work(double operations, Unit unit, double bytes) {

  /** What does the operations of an op. */
  enum Unit {
    INT8,
    F32
  }

  /** What bounds the op on a machine of these peaks: {@code int8}, {@code f32} or {@code read}. */
  String bound(Peaks peaks) {
    return computing(peaks) < reading(peaks) ? "read" : unit == Unit.INT8 ? "int8" : "f32";
  }

  /** The seconds it takes at least on a machine of these peaks. */
  double leastSeconds(Peaks peaks) {
    return Math.max(computing(peaks), reading(peaks));
  }

  private double computing(Peaks peaks) {
    return operations / (1e9 * (unit == Unit.INT8 ? peaks.int8Gops() : peaks.f32Gflops()));
  }

  private double reading(Peaks peaks) {
    return bytes / (1e9 * peaks.readGBps());
  }
}
