package io.millrace.chat.template;

import java.util.List;
import java.util.Locale;

/** What Python says about characters: white space, line ends, printing with quotes. */
final class PythonText {

  private PythonText() {}

  /** Python's {@code str.isspace} of one character; all of them are in the basic plane. */
  static boolean isSpace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    }
    return c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** Whether {@code str.splitlines} breaks after {@code c}. */
  static boolean isLineEnd(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1C && c <= 0x1E)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** The index after the white space that starts at {@code from}. */
  static int skipSpace(String text, int from) {
    int i = from;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The end of {@code text} without the white space it ends with. */
  static int endWithoutSpace(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** {@code text} with every kind of line end made {@code \n}. */
  static String normalizeLineEnds(String text) {
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** Writes Python's {@code repr} of a string. */
  static void quote(String text, Text out) {
    char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(mark);
    out.budget().write(text.length());
    text.codePoints().forEach(c -> appendQuoted(quoted, c, mark));
    out.append(quoted.append(mark).toString());
  }

  private static void appendQuoted(StringBuilder out, int c, char mark) {
    if (c == mark || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else {
      out.append(
          String.format(
              Locale.ROOT, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
    }
  }

  /** Python's {@code str.isprintable} of one character. */
  private static boolean isPrintable(int c) {
    if (c >= ' ' && c < 0x7F) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Writes the representations of {@code values}, separated by commas. */
  static void representAll(List<Value> values, Text out) {
    out.budget().enter(1);
    String separator = "";
    for (Value value : values) {
      out.append(separator);
      value.represent(out);
      separator = ", ";
    }
    out.budget().leave(1);
  }
}
