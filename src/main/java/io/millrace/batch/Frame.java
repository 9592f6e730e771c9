package io.millrace.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record of a journal: the length of its payload, a checksum of all the rest, what it is, and the
 * payload. A torn or foreign one is told by its checksum.
 *
 * @param type what it is
 * @param position of its first byte in the file
 * @param length bytes of the payload
 * @param start the payload's first bytes, or all
 */
record Frame(byte type, long position, int length, byte[] start) {

  /** Bytes before the payload: length, checksum, type. */
  static final int HEAD = 9;

  static final byte STATE = 'S';
  static final byte HEADER = 'H';
  static final byte OUTCOME = 'O';

  /** From here on what failed before is asked again. */
  static final byte RETRY = 'R';

  /** The payload of an outcome before its line: sequence, status, three counts, microseconds. */
  static final int META = 41;

  /** Behind its last byte. */
  long end() {
    return position + HEAD + length;
  }

  /** The bytes before the payload, for a payload in two parts. */
  static ByteBuffer head(byte type, byte[] first, byte[] second) {
    int length = Math.addExact(first.length, second.length);
    CRC32C checksum = checksum(type, length);
    checksum.update(first);
    checksum.update(second);
    return ByteBuffer.allocate(HEAD)
        .putInt(length)
        .putInt((int) checksum.getValue())
        .put(type)
        .flip();
  }

  /** The checksum so far, which the payload continues. */
  static CRC32C checksum(byte type, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(5).putInt(length).put(type).flip());
    return checksum;
  }
}
