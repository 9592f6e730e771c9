package io.millrace.kernel.jvm;

/**
 * How the heads of a cache's blocks keep their keys and values; a head is found by its first byte.
 */
interface HeadPanels {

  /** Writes the key and the value of a position, e elements {@code from} an index on. */
  void store(int head, int slot, float[] keys, float[] values, int from);

  /**
   * Widens a head's keys: an array of 64 positions for each of the e elements, in the order in
   * which a chain takes them.
   */
  void keys(int head, float[][] to, WorkArea area);

  /**
   * Widens a head's values: an array of e elements for each of the first positions, in the order in
   * which a chain takes them.
   */
  void values(int head, int positions, float[][] to, WorkArea area);
}
