package io.millrace.engine;

import io.millrace.engine.StepPlan.Slice;

/**
 * What a step costs on a machine: its products, bound by memory or by arithmetic, and then its
 * attention, likewise.
 *
 * @param cores that work on a step
 * @param bytesPerSecond read from memory
 * @param operationsPerSecond of products with quantized weights, two for each multiply-add
 * @param attentionPerSecond operations of attention
 */
record SimulatedMachine(
    int cores, double bytesPerSecond, double operationsPerSecond, double attentionPerSecond) {

  /**
   * Two cores of a Zen 4 as measured (performance.md): 34 GB/s, 62 % of the int8 peak of 943 GOP/s
   * in a whole model, and attention of 32 sequences over F16.
   */
  static final SimulatedMachine TWO_CORES = new SimulatedMachine(2, 34e9, 585e9, 140e9);

  /**
   * An extrapolation that nobody has measured: 32 times the arithmetic, and three quarters of what
   * 12 channels of DDR5-4800 can read at most.
   */
  static final SimulatedMachine SIXTY_FOUR_CORES =
      new SimulatedMachine(64, 350e9, 32 * 585e9, 32 * 140e9);

  /** The model of 1.1 billion parameters that the benches use, Q4_0 with a cache of F16. */
  private static final class Network {
    static final double WEIGHT_BYTES = 1.034e9 * 18 / 32;
    static final double OPERATIONS_PER_ROW = 2.07e9;
    static final int LAYERS = 22;
    static final int CACHE_BYTES_PER_POSITION = LAYERS * 2 * 4 * 64 * 2;
    static final double ATTENTION_PER_PAIR = LAYERS * 4.0 * 32 * 64;
  }

  /**
   * The work of a step.
   *
   * @param rows of all slices
   * @param positions whose keys and values are read, once a slice
   * @param pairs of a row and a position that it sees
   */
  record Work(int rows, long positions, double pairs) {

    static Work of(StepPlan plan) {
      long positions = 0;
      double pairs = 0;
      for (Slice slice : plan.slices()) {
        positions += slice.end();
        pairs += slice.count() * (slice.position() + 0.5 * (slice.count() + 1));
      }
      return new Work(plan.rows(), positions, pairs);
    }
  }

  /** Gigabytes of so many cache blocks. */
  static double gigabytes(long blocks) {
    return blocks * 64.0 * Network.CACHE_BYTES_PER_POSITION / 1e9;
  }

  /** The time in the network, without the scheduler's. */
  double seconds(Work work) {
    double reading = Network.WEIGHT_BYTES / bytesPerSecond;
    double computing = work.rows() * Network.OPERATIONS_PER_ROW / operationsPerSecond;
    double attentionReading =
        work.positions() * (double) Network.CACHE_BYTES_PER_POSITION / bytesPerSecond;
    double attentionComputing = work.pairs() * Network.ATTENTION_PER_PAIR / attentionPerSecond;
    return Math.max(reading, computing) + Math.max(attentionReading, attentionComputing);
  }
}
