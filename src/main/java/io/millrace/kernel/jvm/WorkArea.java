package io.millrace.kernel.jvm;

/**
 * Scratch arrays of one thread, which grow as asked; contents are left over from earlier use.
 *
 * <p>A column or row has an array of its own: C2 does not vectorize loops over several parts of one
 * array.
 */
public final class WorkArea {

  private static final int SLOTS = 6;

  private final int[][][] ints = new int[SLOTS][0][];
  private final float[][][] floats = new float[SLOTS][0][];

  /** {@code count} arrays of at least {@code length}; those given before for the slot are void. */
  public int[][] ints(int slot, int count, int length) {
    int[][] arrays = ints[slot];
    if (arrays.length < count || arrays[0].length < length) {
      arrays = new int[Math.max(count, arrays.length)][length];
      ints[slot] = arrays;
    }
    return arrays;
  }

  /** {@code count} arrays of at least {@code length}; those given before for the slot are void. */
  public float[][] floats(int slot, int count, int length) {
    float[][] arrays = floats[slot];
    if (arrays.length < count || arrays[0].length < length) {
      arrays = new float[Math.max(count, arrays.length)][length];
      floats[slot] = arrays;
    }
    return arrays;
  }
}
