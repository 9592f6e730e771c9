package io.millrace.model;

import io.millrace.kernel.BlockLayout;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cosines and sines of a rotary position embedding, made when positions are first seen, 64 at a
 * time. May be used by several threads.
 *
 * <p>The angle of pair i at a position is {@code (double) position * (double) frequency[i]}; its
 * cosine and sine are taken by {@link StrictMath}, multiplied by the magnitude in double, and
 * rounded to f32 once. Su et al., "RoFormer", arXiv:2104.09864.
 */
public final class RotaryTable {

  private final float[] frequencies;
  private final double magnitude;
  private final ConcurrentHashMap<Integer, float[]> blocks = new ConcurrentHashMap<>();

  /**
   * Makes a table.
   *
   * @param frequencies radians a position, by pair
   * @param magnitude factor of cosines and sines, usually 1
   */
  public RotaryTable(float[] frequencies, double magnitude) {
    this.frequencies = frequencies.clone();
    this.magnitude = magnitude;
  }

  /** Pairs of elements it rotates, r. */
  public int pairs() {
    return frequencies.length;
  }

  /** Looks up the rows for these positions, each 0 or more. */
  Rotation rotation(Scratch scratch, int[] positions) {
    int r = pairs();
    Tensor cosine = scratch.tensor(DataType.F32, positions.length, r);
    Tensor sine = scratch.tensor(DataType.F32, positions.length, r);
    for (int i = 0; i < positions.length; i++) {
      float[] block = blocks.computeIfAbsent(positions[i] / BlockLayout.POSITIONS, this::block);
      int row = positions[i] % BlockLayout.POSITIONS;
      cosine.floats().put(i * r, block, 2 * row * r, r);
      sine.floats().put(i * r, block, (2 * row + 1) * r, r);
    }
    return new Rotation(cosine, sine);
  }

  /** For each of 64 positions its cosines, then its sines. */
  private float[] block(int number) {
    int r = pairs();
    float[] block = new float[BlockLayout.POSITIONS * 2 * r];
    for (int row = 0; row < BlockLayout.POSITIONS; row++) {
      double position = (double) number * BlockLayout.POSITIONS + row;
      for (int i = 0; i < r; i++) {
        double angle = position * frequencies[i];
        block[2 * row * r + i] = (float) (StrictMath.cos(angle) * magnitude);
        block[(2 * row + 1) * r + i] = (float) (StrictMath.sin(angle) * magnitude);
      }
    }
    return block;
  }
}
