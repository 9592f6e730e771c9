package io.millrace.chat.template;

import java.util.Locale;

/** Upper and lower case, as Python changes them. */
final class StringCases {

  private StringCases() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The usual foldings: of what is upper case, and of the sharp s. */
  static String fold(String text) {
    return lower(text).replace("\u00DF", "ss").replace('\u03C2', '\u03C3');
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = Character.charCount(text.codePointAt(0));
    return titleCase(text.codePointAt(0)) + lower(text).substring(loweredLength(text, first));
  }

  private static int loweredLength(String text, int first) {
    return lower(text.substring(0, first)).length();
  }

  /** Every run of cased letters gets a capital. */
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inside = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      out.append(inside ? lower(Character.toString(c)) : titleCase(c));
      inside = isCased(c);
    }
    return out.toString();
  }

  static String swap(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .mapToObj(c -> Character.isUpperCase(c) ? lower(Character.toString(c)) : upperIfLower(c))
        .forEach(out::append);
    return out.toString();
  }

  private static String upperIfLower(int c) {
    String letter = Character.toString(c);
    return Character.isLowerCase(c) ? upper(letter) : letter;
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  /** One letter in title case; where that is several letters, the first is the capital. */
  private static String titleCase(int c) {
    int simple = Character.toTitleCase(c);
    String upper = upper(Character.toString(c));
    if (simple == c && upper.codePointCount(0, upper.length()) > 1) {
      int first = Character.charCount(upper.codePointAt(0));
      return upper.substring(0, first) + lower(upper.substring(first));
    }
    return Character.toString(simple);
  }
}
