package io.millrace.batch;

import java.nio.file.Path;
import java.util.Locale;

/** How requests stand in a file. */
public enum InputFormat {
  /** JSON lines of OpenAI's Batch API. */
  OPENAI,
  /** A prompt a line. */
  TEXT,
  /** Comma-separated values after RFC 4180, the columns' names first, a prompt a record. */
  CSV;

  /** By the suffix: {@code .txt} is text, {@code .csv} is CSV, all else OpenAI's. */
  public static InputFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".txt")) {
      return TEXT;
    }
    return name.endsWith(".csv") ? CSV : OPENAI;
  }
}
