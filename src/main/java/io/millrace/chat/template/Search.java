package io.millrace.chat.template;

/** Finding strings in strings in linear time, whatever the strings. */
final class Search {

  /** Up to here the plain search, whose cost is the product of the lengths, is the faster one. */
  private static final int SHORT = 16;

  private Search() {}

  /** {@link String#indexOf(String, int)}. */
  static int indexOf(String text, String part, int from) {
    if (part.length() <= SHORT || text.length() - from < part.length()) {
      return text.indexOf(part, from);
    }
    return knuthMorrisPratt(text, part, from);
  }

  /** {@link String#lastIndexOf(String)}. */
  static int lastIndexOf(String text, String part) {
    if (part.length() <= SHORT || text.length() < part.length()) {
      return text.lastIndexOf(part);
    }
    String reversed = new StringBuilder(text).reverse().toString();
    int found = knuthMorrisPratt(reversed, new StringBuilder(part).reverse().toString(), 0);
    return found < 0 ? -1 : text.length() - part.length() - found;
  }

  private static int knuthMorrisPratt(String text, String part, int from) {
    int[] borders = borders(part);
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched - 1];
      }
      if (text.charAt(i) == part.charAt(matched)) {
        matched++;
      }
      if (matched == part.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }

  /** For every prefix, the length of its longest proper prefix that also ends it. */
  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    int length = 0;
    for (int i = 1; i < part.length(); i++) {
      while (length > 0 && part.charAt(i) != part.charAt(length)) {
        length = borders[length - 1];
      }
      if (part.charAt(i) == part.charAt(length)) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }
}
