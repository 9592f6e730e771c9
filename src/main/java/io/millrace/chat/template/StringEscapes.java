package io.millrace.chat.template;

/** The backslash escapes in string literals, which are Python's. */
final class StringEscapes {

  private static final String SIMPLE = "abfnrtv\\'\"";
  private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000B\\'\"";

  private final String text;
  private final Position position;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private StringEscapes(String text, Position position) {
    this.text = text;
    this.position = position;
  }

  /** What {@code text}, the inside of a literal at {@code position}, stands for. */
  static String resolve(String text, Position position) {
    return text.indexOf('\\') < 0 ? text : new StringEscapes(text, position).resolve();
  }

  private String resolve() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        escape(text.charAt(at++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      out.append(SIMPLE_VALUES.charAt(simple));
    } else if (c >= '0' && c <= '7') {
      octal();
    } else {
      switch (c) {
        case '\n' -> {}
        case 'x' -> hex(2);
        case 'u' -> hex(4);
        case 'U' -> hex(8);
        case 'N' -> throw error("found \\N, expected a numeric escape such as \\u00e9");
        default -> out.append('\\').append(c);
      }
    }
  }

  private void octal() {
    int start = at - 1;
    while (at < text.length()
        && at < start + 3
        && text.charAt(at) >= '0'
        && text.charAt(at) <= '7') {
      at++;
    }
    out.append((char) Integer.parseInt(text.substring(start, at), 8));
  }

  private void hex(int length) {
    String digits = text.substring(at, Math.min(text.length(), at + length));
    boolean valid = digits.length() == length && digits.chars().allMatch(StringEscapes::isHex);
    long code = valid ? Long.parseLong(digits, 16) : -1;
    if (code < 0 || code > Character.MAX_CODE_POINT) {
      throw error(
          "found the escape \\"
              + text.charAt(at - 1)
              + digits
              + ", expected "
              + length
              + " hex digits of a character");
    }
    out.appendCodePoint((int) code);
    at += length;
  }

  private static boolean isHex(int c) {
    return c < 0x80 && Character.digit(c, 16) >= 0;
  }

  private TemplateException error(String message) {
    return new TemplateException(position, message);
  }
}
