package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The sha256 of a text: ids of answers derive from it, so that they are the same in every run. */
record StableHash(byte[] digest) {

  private static final int SHOWN_BYTES = 12;

  static StableHash of(String text) {
    try {
      return new StableHash(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** 24 hexadecimal digits. */
  String text() {
    return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
  }

  /** The first 128 bits. */
  long[] words() {
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new long[] {bytes.getLong(), bytes.getLong()};
  }
}
