package io.millrace.batch;

import java.nio.file.Path;
import java.util.Locale;

/** How texts stand in a file. */
public enum TextFormat {
  /** One a line; blank lines are left out. */
  TEXT,
  /** JSON lines: strings, or objects with a member that is one. */
  JSONL,
  /** Comma-separated values after RFC 4180, the columns' names first. */
  CSV;

  /** By the suffix: {@code .jsonl} and {@code .json} are JSON lines, {@code .csv} is CSV. */
  public static TextFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".json")) {
      return JSONL;
    }
    return name.endsWith(".csv") ? CSV : TEXT;
  }
}
