package io.millrace.batch;

/**
 * One line of a file as it was read.
 *
 * @param number from 1
 * @param bytes without the line's end; of a line that is too long, its beginning
 * @param length in bytes, without the line's end
 */
record InputLine(long number, byte[] bytes, long length) {

  boolean isCut() {
    return bytes.length < length;
  }

  boolean isBlank() {
    for (byte value : bytes) {
      if (value != ' ' && value != '\t' && value != '\r') {
        return false;
      }
    }
    return true;
  }
}
