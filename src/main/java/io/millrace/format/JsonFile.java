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
   * @throws FormatException if it does not, or is longer than 64 MiB
   * @throws IOException if it cannot be read
   */
  public static JsonValue read(Path path) throws IOException {
    long size = Files.size(path);
    if (size > LONGEST) {
      throw new FormatException(
          "%s: file has %d bytes, expected at most %d".formatted(label(path), size, LONGEST));
    }
    try {
      return JsonValue.parse(Files.readAllBytes(path));
    } catch (JsonException e) {
      throw new FormatException(label(path) + ": " + e.getMessage());
    }
  }

  /** The file with the folder it lies in, for messages. */
  public static String label(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    int names = whole.getNameCount();
    return names < 2 ? whole.toString() : whole.subpath(names - 2, names).toString();
  }
}
