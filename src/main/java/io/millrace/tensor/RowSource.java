package io.millrace.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The rows of a weight as they lie in a file, read on demand; may be read by several threads at
 * once.
 */
@FunctionalInterface
public interface RowSource {

  /**
   * Reads whole rows.
   *
   * @param first the first row
   * @param count how many
   * @param destination receives {@code count} times the row's bytes, from its position on
   * @throws IOException if they cannot be read
   */
  void read(int first, int count, ByteBuffer destination) throws IOException;
}
