package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * Makes a new text out of one, character by character, and keeps track of where each comes from.
 *
 * <p>A place moves through the source. A character either replaces the one at the place, and the
 * place moves on, or is inserted before the place and then shares the origin of the character in
 * front of it.
 */
final class TextChanges {

  private final AlignedText source;
  private int[] codePoints;
  private int[] starts;
  private int[] ends;
  private int size;
  private int place;

  TextChanges(AlignedText source) {
    this.source = source;
    int capacity = source.length() + 8;
    codePoints = new int[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
  }

  /**
   * Adds a character.
   *
   * @param change 0 to replace one character of the source, -n to replace one and drop the n after
   *     it, 1 to insert
   */
  void add(int codePoint, int change) {
    if (size == codePoints.length) {
      int capacity = Math.addExact(size, size);
      codePoints = Arrays.copyOf(codePoints, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    int aligned = Math.min(change > 0 ? place - 1 : place, source.length() - 1);
    codePoints[size] = codePoint;
    starts[size] = aligned < 0 ? source.origin() : source.start(aligned);
    ends[size] = aligned < 0 ? source.origin() : source.end(aligned);
    size++;
    place += change > 0 ? 0 : 1 - change;
  }

  /** Drops characters of the source. */
  void skip(int count) {
    place += count;
  }

  /** Copies characters of the source. */
  void keep(int count) {
    for (int i = 0; i < count; i++) {
      add(source.at(place), 0);
    }
  }

  AlignedText finish() {
    return new AlignedText(
        Arrays.copyOf(codePoints, size),
        Arrays.copyOf(starts, size),
        Arrays.copyOf(ends, size),
        source.origin());
  }
}
