package io.millrace.tokenizer;

/**
 * Where the characters that a reader sees end: grapheme clusters, as far as clusters of up to five
 * bytes of UTF-8 need it.
 *
 * <p>Left out are the rules of Standard Annex 29 whose clusters are always longer: flags, emoji
 * joined by U+200D, conjuncts of Indic scripts.
 */
final class Graphemes {

  private final CodePointSet joins = CharacterTable.set("joins");
  private final CodePointSet prepends = CharacterTable.set("prepends");
  private final CodePointSet breaks = CharacterTable.set("breaks");

  /** Where the cluster that begins at {@code from} ends. */
  int end(AlignedText text, int from) {
    int at = from + 1;
    while (at < text.length() && together(text.at(at - 1), text.at(at))) {
      at++;
    }
    return at;
  }

  private boolean together(int left, int right) {
    if ((left | right) < 0x80) {
      return left == '\r' && right == '\n';
    }
    if (breaks.contains(left) || breaks.contains(right)) {
      return false;
    }
    return joins.contains(right) || prepends.contains(left) || hangul(left, right);
  }

  /** Parts of one syllable: leads before all, vowels after leads and vowels, tails after those. */
  private static boolean hangul(int left, int right) {
    Jamo first = Jamo.of(left);
    Jamo second = Jamo.of(right);
    return switch (first) {
      case NONE -> false;
      case LEAD -> second != Jamo.NONE && second != Jamo.TAIL;
      case VOWEL, OPEN -> second == Jamo.VOWEL || second == Jamo.TAIL;
      case TAIL, CLOSED -> second == Jamo.TAIL;
    };
  }

  private enum Jamo {
    NONE,
    LEAD,
    VOWEL,
    TAIL,
    OPEN,
    CLOSED;

    static Jamo of(int c) {
      if (c >= 0xAC00 && c <= 0xD7A3) {
        return (c - 0xAC00) % 28 == 0 ? OPEN : CLOSED;
      }
      if ((c >= 0x1100 && c <= 0x115F) || (c >= 0xA960 && c <= 0xA97C)) {
        return LEAD;
      }
      if ((c >= 0x1160 && c <= 0x11A7) || (c >= 0xD7B0 && c <= 0xD7C6)) {
        return VOWEL;
      }
      return (c >= 0x11A8 && c <= 0x11FF) || (c >= 0xD7CB && c <= 0xD7FB) ? TAIL : NONE;
    }
  }
}
