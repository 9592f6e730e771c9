package io.millrace.format;

import io.millrace.json.JsonException;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the JSON files that lie beside a model's weights. */
public final class JsonFile {

  /** Bytes such a file may have: about twice the largest tokenizer that is published. */
  static final long LONGEST = 64L << 20;

  private JsonFile() {}

  /**
   * Reads a file that holds one JSON value.
   *
   * @throws FormatException if it does not, is longer than 64 MiB, or is what a failed download
   *     left
   * @throws IOException if it cannot be read
   */
  public static JsonValue read(Path path) throws IOException {
    byte[] bytes = bytes(path);
    try {
      return JsonValue.parse(bytes);
    } catch (JsonException e) {
      throw new FormatException(
          label(path) + ": " + e.getMessage() + "; if it was not edited, download it again");
    }
  }

  /**
   * Reads a file of any content that lies beside a model's weights.
   *
   * @throws FormatException if it is longer than 64 MiB, a folder, or what a failed download left
   * @throws IOException if it cannot be read
   */
  public static byte[] bytes(Path path) throws IOException {
    long size = Files.size(path);
    if (size > LONGEST) {
      throw new FormatException(
          "%s: file has %d bytes, expected at most %d".formatted(label(path), size, LONGEST));
    }
    byte[] bytes = Files.readAllBytes(path);
    Placeholder.refuse(label(path), bytes);
    return bytes;
  }

  /** The file with the folder it lies in, for messages. */
  public static String label(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    int names = whole.getNameCount();
    return names < 2 ? whole.toString() : whole.subpath(names - 2, names).toString();
  }
}
