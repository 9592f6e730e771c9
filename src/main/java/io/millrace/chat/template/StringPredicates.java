package io.millrace.chat.template;

import java.util.Set;
import java.util.function.IntPredicate;

/** The string methods that ask what all characters are. */
final class StringPredicates {

  static final Set<String> NAMES =
      Set.of(
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isspace",
          "isupper");

  /** Superscripts, subscripts and circled digits. */
  private static final String SINGLE_DIGITS =
      "\u00B2\u00B3\u00B9\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
          + "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089"
          + "\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468\u24EA";

  private StringPredicates() {}

  static boolean test(String name, String text) {
    return switch (name) {
      case "isalnum" -> all(text, c -> Character.isLetter(c) || isNumeric(c));
      case "isalpha" -> all(text, Character::isLetter);
      case "isascii" -> text.chars().allMatch(c -> c < 0x80);
      case "isdecimal" -> all(text, Character::isDigit);
      case "isdigit" -> all(text, StringPredicates::isDigit);
      case "isidentifier" -> isIdentifier(text);
      case "islower" -> isCase(text, Character::isLowerCase);
      case "isnumeric" -> all(text, StringPredicates::isNumeric);
      case "isspace" -> all(text, PythonText::isSpace);
      case "isupper" -> isCase(text, Character::isUpperCase);
      default -> throw new AssertionError(name);
    };
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  /** Whether there are cased letters, and all of them pass. */
  private static boolean isCase(String text, IntPredicate test) {
    return text.codePoints().anyMatch(StringCases::isCased)
        && text.codePoints().filter(StringCases::isCased).allMatch(test);
  }

  /** Decimal digits, and others that stand for one, such as superscripts. */
  private static boolean isDigit(int c) {
    return Character.isDigit(c) || SINGLE_DIGITS.indexOf(c) >= 0;
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return Character.isDigit(c)
        || type == Character.OTHER_NUMBER
        || type == Character.LETTER_NUMBER;
  }

  /** Whether {@code text} can be a name in Python. */
  static boolean isIdentifier(String text) {
    if (text.isEmpty()) {
      return false;
    }
    int first = text.codePointAt(0);
    return (first == '_' || Character.isUnicodeIdentifierStart(first))
        && text.codePoints().allMatch(StringPredicates::isIdentifierPart);
  }

  private static boolean isIdentifierPart(int c) {
    return Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
  }
}
