package io.millrace.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds the bytes of safetensors files, so that any of them may be wrong. */
final class RawSafetensors {

  private RawSafetensors() {}

  /** A file of this header and so many bytes of data: 0, 1, 2, … */
  static byte[] file(String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return file(text.length, text, data);
  }

  /** A file that claims another length of its header. */
  static byte[] file(long length, byte[] header, int data) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(header);
    for (int i = 0; i < data; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  /** One tensor's record. */
  static String tensor(String name, String type, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, type, shape, offsets);
  }

  /** A header of these members. */
  static String header(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  static SafetensorsFile open(byte[] bytes) throws IOException {
    SafetensorsPart part = SafetensorsPart.read("t.safetensors", new MemorySource(bytes), 0);
    return new SafetensorsFile(List.of(), List.of(part));
  }

  /** The bytes of a tensor, read through its rows. */
  static byte[] read(SafetensorsFile file, SafetensorsTensor tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
    file.rows(tensor).read(0, (int) tensor.rows(), bytes);
    return bytes.array();
  }
}
