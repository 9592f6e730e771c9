package io.millrace.kernel.reference;

import io.millrace.kernel.BlockLayout;
import java.nio.ByteBuffer;

/** How a head of a cache block rounds its keys and values and where it keeps them. */
sealed interface HeadFormat permits PlainHead, PairedHead, CodedHead {

  /** The format of a cache's type. */
  static HeadFormat of(BlockLayout layout) {
    return switch (layout.type()) {
      case BF16 -> new PairedHead(layout.e());
      case Q8_0 -> new CodedHead(layout);
      default -> new PlainHead(layout.type(), layout.e());
    };
  }

  /** Writes the key and the value of a position into the head that begins at a byte. */
  void store(ByteBuffer bytes, int head, int slot, float[] key, float[] value);

  /** The keys {@code [e][64]}. */
  float[] keys(ByteBuffer bytes, int head);

  /** The values {@code [64][e]}. */
  float[] values(ByteBuffer bytes, int head);
}
