package io.millrace.chat.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Cuts what stands inside a tag into names, numbers, strings and operators. */
final class ExpressionLexer {

  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String OPERATORS = "+-/*%~[](){}<>=.:|,;";
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";
  private static final int MAX_DIGITS = 4000;

  private final Source source;
  private final String text;
  private final Deque<Character> open = new ArrayDeque<>();
  private int at;

  ExpressionLexer(Source source, int from) {
    this.source = source;
    this.text = source.text();
    this.at = from;
  }

  /** Where the last token ended. */
  int at() {
    return at;
  }

  /** Whether every bracket has been closed, so that the tag may end here. */
  boolean isBalanced() {
    return open.isEmpty();
  }

  private TemplateException error(String message) {
    return new TemplateException(source.position(at), message);
  }

  /** The token at {@code offset}, which is not white space. */
  Token next(int offset) {
    at = offset;
    Position position = source.position(offset);
    char c = text.charAt(offset);
    if (isDigit(offset)) {
      return number(position);
    }
    if (isNamePart(text.codePointAt(offset))) {
      return name(position);
    }
    return c == '"' || c == '\'' ? string(position, c) : operator(position);
  }

  private boolean isDigit(int offset) {
    return offset < text.length() && text.charAt(offset) >= '0' && text.charAt(offset) <= '9';
  }

  private static boolean isNamePart(int c) {
    return c == '_'
        || Character.isLetterOrDigit(c)
        || (c >= 0x80
            && Character.isUnicodeIdentifierPart(c)
            && !Character.isIdentifierIgnorable(c));
  }

  private Token name(Position position) {
    int start = at;
    while (at < text.length() && isNamePart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    String name = text.substring(start, at);
    if (!StringPredicates.isIdentifier(name)) {
      throw new TemplateException(position, "found '" + name + "', expected a name");
    }
    return new Token(Token.Kind.NAME, name, position);
  }

  private Token number(Position position) {
    int start = at;
    boolean afterDot = start > 0 && text.charAt(start - 1) == '.';
    int whole = digits(start);
    int fraction = text.startsWith(".", whole) ? digits(whole + 1) : whole + 1;
    boolean hasFraction = fraction > whole + 1;
    int mantissa = hasFraction ? fraction : whole;
    int exponent = exponent(mantissa);
    boolean isFloat = !afterDot && (hasFraction || exponent > mantissa);
    at = isFloat ? exponent : integerEnd(start);
    String digits = text.substring(start, at).replace("_", "");
    if (digits.length() > MAX_DIGITS) {
      throw new TemplateException(position, "found a number of " + digits.length() + " digits");
    }
    return new Token(isFloat ? Token.Kind.FLOAT : Token.Kind.INTEGER, digits, position);
  }

  /** The end of the digits at {@code from}, with single underscores between them. */
  private int digits(int from) {
    int i = from;
    while (isDigit(i)
        || (i > from && i < text.length() && text.charAt(i) == '_' && isDigit(i + 1))) {
      i++;
    }
    return i;
  }

  /** The end of the exponent at {@code from}; {@code from} if there is none. */
  private int exponent(int from) {
    if (from >= text.length() || "eE".indexOf(text.charAt(from)) < 0) {
      return from;
    }
    int sign = from + 1;
    int start = sign < text.length() && "+-".indexOf(text.charAt(sign)) >= 0 ? sign + 1 : sign;
    int end = digits(start);
    return end > start ? end : from;
  }

  private int integerEnd(int start) {
    if (text.charAt(start) != '0') {
      return digits(start);
    }
    String prefix =
        text.substring(start, Math.min(text.length(), start + 2))
            .toLowerCase(java.util.Locale.ROOT);
    int radix = prefix.equals("0x") ? 16 : prefix.equals("0o") ? 8 : prefix.equals("0b") ? 2 : 10;
    int i = radix == 10 ? start : start + 2;
    int first = i;
    int limit = radix == 10 ? 1 : radix;
    while (i < text.length()
        && (isDigitBelow(i, limit) || (text.charAt(i) == '_' && isDigitBelow(i + 1, limit)))) {
      i++;
    }
    return radix != 10 && i == first ? start + 1 : i;
  }

  private boolean isDigitBelow(int offset, int limit) {
    int digit =
        offset < text.length() && text.charAt(offset) < 0x80
            ? Character.digit(text.charAt(offset), 16)
            : -1;
    return digit >= 0 && digit < limit;
  }

  private Token string(Position position, char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length()) {
      throw error("found a string without its end, expected " + quote);
    }
    String content = StringEscapes.resolve(text.substring(at + 1, end), position);
    at = end + 1;
    return new Token(Token.Kind.STRING, content, position);
  }

  private Token operator(Position position) {
    for (String operator : LONG_OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += 2;
        return new Token(Token.Kind.OPERATOR, operator, position);
      }
    }
    char c = text.charAt(at);
    if (OPERATORS.indexOf(c) < 0) {
      throw error("found " + Character.getName(text.codePointAt(at)) + ", expected an expression");
    }
    balance(c);
    at++;
    return new Token(Token.Kind.OPERATOR, String.valueOf(c), position);
  }

  private void balance(char c) {
    if (OPENING.indexOf(c) >= 0) {
      open.push(CLOSING.charAt(OPENING.indexOf(c)));
    } else if (CLOSING.indexOf(c) >= 0) {
      char expected = open.isEmpty() ? 0 : open.pop();
      if (c != expected) {
        throw error(
            "found '" + c + "', expected " + (expected == 0 ? "no bracket" : "'" + expected + "'"));
      }
    }
  }
}
