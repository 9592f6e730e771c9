package io.millrace.load;

import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Hugging Face folders for tests: copies, and weights written anew. */
final class FolderFiles {

  static final Path GOLDEN = Golden.FOLDER.resolve("folders");

  /**
   * A tensor to be written.
   *
   * @param type such as {@code F32}
   * @param shape outermost extent first
   * @param bytes of all elements
   */
  record Stored(String type, long[] shape, byte[] bytes) {}

  private FolderFiles() {}

  /** Copies the files of a folder. */
  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** Copies a folder with the folders in it. */
  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Writes a safetensors file. */
  static void write(Path path, Map<String, Stored> tensors) throws IOException {
    JsonObject.Builder header = JsonObject.builder();
    long offset = 0;
    for (Map.Entry<String, Stored> tensor : tensors.entrySet()) {
      Stored stored = tensor.getValue();
      JsonObject.Builder record = JsonObject.builder().put("dtype", stored.type());
      record.put("shape", numbers(stored.shape()));
      record.put("data_offsets", numbers(offset, offset + stored.bytes().length));
      header.put(tensor.getKey(), record.build());
      offset += stored.bytes().length;
    }
    byte[] text = header.build().toUtf8();
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(length.putLong(0, text.length).array());
      out.write(text);
      for (Stored stored : tensors.values()) {
        out.write(stored.bytes());
      }
    }
  }

  private static JsonValue numbers(long... numbers) {
    var array = io.millrace.json.JsonArray.builder();
    for (long number : numbers) {
      array.add(number);
    }
    return array.build();
  }

  /** Replaces a text in a file; it must be there. */
  static void replace(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    if (!text.contains(from)) {
      throw new AssertionError(file + " does not contain " + from);
    }
    Files.writeString(file, text.replace(from, to));
  }
}
