package io.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The seed of requests that bring none: the first eight bytes of the sha256 of their id. */
final class Seed {

  private Seed() {}

  static long of(Request request) {
    return request.options().seed().orElseGet(() -> hash(request.id()));
  }

  private static long hash(String id) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
