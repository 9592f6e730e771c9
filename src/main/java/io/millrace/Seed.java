package io.millrace;

import java.nio.ByteBuffer;

/** The seed of requests that bring none: the first eight bytes of the sha256 of their id. */
final class Seed {

  private Seed() {}

  static long of(Request request) {
    return request
        .options()
        .seed()
        .orElseGet(() -> ByteBuffer.wrap(Sha256.of(request.id())).getLong());
  }
}
