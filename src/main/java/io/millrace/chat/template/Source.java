package io.millrace.chat.template;

import java.util.Arrays;

/** A template's source, its lines counted. */
final class Source {

  /** The longest template that is compiled, in characters. */
  static final int MAX_LENGTH = 4_000_000;

  private final String text;
  private final int[] lineStarts;

  /** Makes every line end one {@code \n} and drops the last one, as jinja2 does. */
  Source(String source) {
    if (source.length() > MAX_LENGTH) {
      throw new TemplateException(
          new Position(1, 1),
          "found " + source.length() + " characters, expected at most " + MAX_LENGTH);
    }
    String normalized = PythonText.normalizeLineEnds(source);
    int end = normalized.length() - (normalized.endsWith("\n") ? 1 : 0);
    text = normalized.substring(0, end);
    int[] breaks = text.chars().filter(c -> c == '\n').toArray();
    lineStarts = new int[breaks.length + 1];
    for (int line = 1, at = 0; line < lineStarts.length; line++) {
      at = text.indexOf('\n', at) + 1;
      lineStarts[line] = at;
    }
  }

  String text() {
    return text;
  }

  Position position(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, offset - lineStarts[line] + 1);
  }
}
