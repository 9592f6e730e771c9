package io.millrace.chat.template;

/** Reads a {@link FormatSpec}. */
final class FormatSpecParser {

  private final String text;
  private int at;

  FormatSpecParser(String text) {
    this.text = text;
  }

  FormatSpec parse() {
    int fill = ' ';
    char align = 0;
    if (!text.isEmpty() && isAlign(text.offsetByCodePoints(0, 1))) {
      fill = text.codePointAt(0);
      at = Character.charCount(fill);
      align = text.charAt(at++);
    } else if (isAlign(0)) {
      align = text.charAt(at++);
    }
    char sign = takeOneOf("+- ", '-');
    boolean alternate = takeOneOf("#", (char) 0) != 0;
    if (takeOneOf("0", (char) 0) != 0 && align == 0) {
      fill = '0';
      align = '=';
    }
    int width = Math.max(0, takeNumber());
    char grouping = takeOneOf(",_", (char) 0);
    int precision = takePrecision();
    char type = at < text.length() ? text.charAt(at++) : 0;
    if (at < text.length()) {
      throw Fault.of("invalid format specifier '%s'", text);
    }
    return new FormatSpec(fill, align, sign, alternate, width, grouping, precision, type);
  }

  private boolean isAlign(int index) {
    return index < text.length() && "<>=^".indexOf(text.charAt(index)) >= 0;
  }

  private char takeOneOf(String set, char otherwise) {
    return at < text.length() && set.indexOf(text.charAt(at)) >= 0 ? text.charAt(at++) : otherwise;
  }

  private int takePrecision() {
    if (takeOneOf(".", (char) 0) == 0) {
      return -1;
    }
    int precision = takeNumber();
    if (precision < 0) {
      throw Fault.of("format specifier '%s' misses its precision", text);
    }
    return precision;
  }

  /** The number that starts here, or -1. */
  private int takeNumber() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at - start > 9) {
      throw Fault.of(
          "found the number %s in a format specifier, expected a smaller one",
          text.substring(start, at));
    }
    return at == start ? -1 : Integer.parseInt(text.substring(start, at));
  }
}
