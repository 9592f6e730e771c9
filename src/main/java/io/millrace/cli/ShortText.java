package io.millrace.cli;

/** Texts in a column of a table. */
final class ShortText {

  private static final int WIDTH = 60;

  private ShortText() {}

  /** The beginning of a text, in one line. */
  static String of(String text) {
    int end = text.offsetByCodePoints(0, Math.min(WIDTH, text.codePointCount(0, text.length())));
    String line = text.substring(0, end).replaceAll("\\s+", " ");
    return end < text.length() ? line + "…" : line;
  }
}
