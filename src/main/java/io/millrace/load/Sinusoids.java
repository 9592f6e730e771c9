package io.millrace.load;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * Positions as sines and cosines, sines in the first half of a row: what Marian adds to embeddings.
 * Vaswani et al., arXiv:1706.03762.
 *
 * @param positions rows
 * @param width elements of a row, d
 */
record Sinusoids(int positions, int width) implements RowSource {

  /** Elements of the largest table. */
  static final int MOST_ELEMENTS = 1 << 28;

  private static final double BASE = 10000;

  /**
   * @throws IllegalArgumentException if the table would have too many elements
   */
  Sinusoids {
    if ((long) positions * width > MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          "positions: %d of width %d, expected at most %d numbers"
              .formatted(positions, width, MOST_ELEMENTS));
    }
  }

  /** The table as a tensor. */
  StoredTensor stored() {
    return new StoredTensor(DataType.F32, Shape.of(positions, width), this);
  }

  @Override
  public void read(int first, int count, ByteBuffer destination) {
    for (int position = first; position < first + count; position++) {
      PlainRows.put(row(position), destination);
    }
  }

  /** Column i of the sines and column i of the cosines have the angle p / 10000^(2 i / d). */
  float[] row(int position) {
    float[] row = new float[width];
    int sines = (width + 1) / 2;
    for (int i = 0; i < sines; i++) {
      double angle = position / StrictMath.pow(BASE, 2.0 * i / width);
      row[i] = (float) StrictMath.sin(angle);
      if (sines + i < width) {
        row[sines + i] = (float) StrictMath.cos(angle);
      }
    }
    return row;
  }
}
