package io.millrace.json;

/** The halves of characters beyond the basic plane. */
final class Surrogates {

  private Surrogates() {}

  /** The index of the first surrogate without its other half, or -1. */
  static int firstLone(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLone(text, i)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether character {@code i} is a surrogate without its other half. */
  static boolean isLone(String text, int i) {
    return Character.isSurrogate(text.charAt(i))
        && !startsPair(text, i)
        && !startsPair(text, i - 1);
  }

  private static boolean startsPair(String text, int i) {
    return i >= 0
        && i + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
