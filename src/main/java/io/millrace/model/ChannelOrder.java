package io.millrace.model;

/**
 * The order in which a network holds the channels of its residual stream.
 *
 * @param places for each channel of the network the number that its files give it; empty if that is
 *     the same
 */
public record ChannelOrder(int[] places) {

  /** The order of the files. */
  public static ChannelOrder ofFiles() {
    return new ChannelOrder(new int[0]);
  }

  /** Brings rows of channels, back to back, into the order of the files. */
  void restore(float[] rows) {
    float[] row = new float[places.length];
    for (int first = 0; places.length > 0 && first < rows.length; first += row.length) {
      System.arraycopy(rows, first, row, 0, row.length);
      for (int i = 0; i < row.length; i++) {
        rows[first + places[i]] = row[i];
      }
    }
  }
}
