package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * A text on its way to tokens: characters, and for each the place it has in the text that was
 * given.
 *
 * <p>Places are positions in the {@link String}: a character beyond U+FFFF takes two. Immutable; a
 * slice shares the arrays.
 */
final class AlignedText {

  private static final int REPLACEMENT = 0xFFFD;

  private final int[] codePoints;
  private final int[] starts;
  private final int[] ends;
  private final int from;
  private final int to;
  private final int origin;

  /**
   * Wraps the arrays.
   *
   * @param origin where the part of the given text begins that this is made of
   */
  AlignedText(int[] codePoints, int[] starts, int[] ends, int origin) {
    this(codePoints, starts, ends, new int[] {0, codePoints.length, origin});
  }

  private AlignedText(int[] codePoints, int[] starts, int[] ends, int[] bounds) {
    this.codePoints = codePoints;
    this.starts = starts;
    this.ends = ends;
    this.from = bounds[0];
    this.to = bounds[1];
    this.origin = bounds[2];
  }

  /** A given text; unpaired surrogates become U+FFFD. */
  static AlignedText of(String text) {
    int n = text.codePointCount(0, text.length());
    int[] codePoints = new int[n];
    int[] starts = new int[n];
    int[] ends = new int[n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      int codePoint = text.codePointAt(at);
      starts[i] = at;
      at += Character.charCount(codePoint);
      ends[i] = at;
      codePoints[i] = codePoint >= 0xD800 && codePoint < 0xE000 ? REPLACEMENT : codePoint;
    }
    return new AlignedText(codePoints, starts, ends, 0);
  }

  int length() {
    return to - from;
  }

  /** Character {@code index}, from 0. */
  int at(int index) {
    return codePoints[from + index];
  }

  /** Where the character that {@code index} comes from begins in the given text. */
  int start(int index) {
    return starts[from + index];
  }

  /** Where the character that {@code index} comes from ends in the given text. */
  int end(int index) {
    return ends[from + index];
  }

  /** Where the part of the given text begins that this is made of. */
  int origin() {
    return origin;
  }

  /** The characters from {@code first} up to {@code last}, as a part of their own. */
  AlignedText slice(int first, int last) {
    int place = first < last ? start(first) : origin;
    return new AlignedText(codePoints, starts, ends, new int[] {from + first, from + last, place});
  }

  /** The characters from {@code first} up to {@code last}, still made of the same part. */
  AlignedText trimmed(int first, int last) {
    return new AlignedText(codePoints, starts, ends, new int[] {from + first, from + last, origin});
  }

  boolean startsWith(int codePoint) {
    return from < to && codePoints[from] == codePoint;
  }

  /** Whether all characters are below {@code limit}. */
  boolean allBelow(int limit) {
    for (int i = from; i < to; i++) {
      if (codePoints[i] >= limit) {
        return false;
      }
    }
    return true;
  }

  /** The characters alone. */
  int[] codePoints() {
    return Arrays.copyOfRange(codePoints, from, to);
  }

  @Override
  public String toString() {
    return new String(codePoints, from, to - from);
  }
}
