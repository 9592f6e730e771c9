package io.millrace.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds the bytes of a GGUF file field by field, so that any of them may be wrong. */
final class RawGguf {

  private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

  /** A header with these counts, in version 3. */
  static RawGguf header(long tensors, long keys) {
    return new RawGguf().raw("GGUF").u32(3).u64(tensors).u64(keys);
  }

  RawGguf raw(String text) {
    bytes.put(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  RawGguf u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  RawGguf u32(long value) {
    bytes.putInt((int) value);
    return this;
  }

  RawGguf u64(long value) {
    bytes.putLong(value);
    return this;
  }

  RawGguf string(String text) {
    return u64(text.getBytes(StandardCharsets.UTF_8).length).raw(text);
  }

  /** A tensor record with these extents, innermost first. */
  RawGguf tensor(String name, int type, long offset, long... extents) {
    string(name).u32(extents.length);
    Arrays.stream(extents).forEach(this::u64);
    return u32(type).u64(offset);
  }

  /** Zeros up to a multiple of 32 and then {@code count} more. */
  RawGguf data(int count) {
    bytes.position((bytes.position() + 31) / 32 * 32 + count);
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
