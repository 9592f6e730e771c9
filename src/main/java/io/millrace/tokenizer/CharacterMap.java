package io.millrace.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The character map of a SentencePiece model: which strings of a text become which others.
 *
 * <p>The bytes are a little-endian length, so many bytes of a double array over UTF-8 keys, and the
 * replacements, each ended by a zero. A unit of the array holds a label in its low byte, a flag for
 * a key that ends, and the distance to its children; the unit of a key's end holds the position of
 * the replacement. Every step is checked, so that no file leads out of the array. References: S.
 * Yata, Darts-clone (2008); T. Kudo, J. Richardson, SentencePiece (2018).
 */
final class CharacterMap {

  private static final int NONE = -1;
  private static final int LABEL = 0x800000FF;

  /** Longest replacement that is believed, in bytes; the map of NFKC has one of 33. */
  private static final int LONGEST = 1_024;

  private final int[] units;
  private final byte[] replacements;
  private final boolean[] starts = new boolean[128]; // ASCII characters that keys begin with

  private CharacterMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
    for (int c = 0; c < starts.length; c++) {
      starts[c] = new Walk().step(c);
    }
  }

  /**
   * Reads a map.
   *
   * @throws IllegalArgumentException if the bytes are no character map
   */
  static CharacterMap read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.length < 4 ? -1 : buffer.getInt();
    if (length < 4 || length % 4 != 0 || length > buffer.remaining()) {
      throw new IllegalArgumentException(
          "character map: trie of %d bytes in a map of %d, expected a multiple of 4 that fits"
              .formatted(length, bytes.length));
    }
    int[] units = new int[length / 4];
    buffer.asIntBuffer().get(units);
    byte[] replacements = Arrays.copyOfRange(bytes, 4 + length, bytes.length);
    if (replacements.length == 0 || replacements[replacements.length - 1] != 0) {
      throw new IllegalArgumentException(
          "character map: the replacements do not end with a zero byte; the file may be cut");
    }
    checkLengths(replacements);
    return new CharacterMap(units, replacements);
  }

  /** No short text becomes a very long one. */
  private static void checkLengths(byte[] replacements) {
    int start = 0;
    for (int i = 0; i < replacements.length; i++) {
      if (i - start > LONGEST) {
        throw new IllegalArgumentException(
            "character map: the replacement at byte %d has more than %d bytes, expected at most that"
                .formatted(start, LONGEST));
      }
      start = replacements[i] == 0 ? i + 1 : start;
    }
  }

  private boolean mayStart(int codePoint) {
    return codePoint >= starts.length || starts[codePoint];
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
  }

  /** A walk through the trie, character by character; for one thread. */
  private final class Walk {

    private final byte[] bytes = new byte[4];
    private int node = offset(units[0]);
    private boolean ends;

    /** Takes one character; false if no key continues with it. */
    boolean step(int codePoint) {
      int length = Utf8.write(codePoint, bytes, 0);
      for (int i = 0; i < length; i++) {
        if (!step(bytes[i])) {
          return false;
        }
      }
      return true;
    }

    private boolean step(byte b) {
      int child = node ^ (b & 0xFF);
      if (b == 0 || child >= units.length || (units[child] & LABEL) != (b & 0xFF)) {
        ends = false;
        return false;
      }
      ends = (units[child] >>> 8 & 1) != 0;
      node = child ^ offset(units[child]);
      return true;
    }

    /** The replacement's position if a key ends here, else -1. */
    int replacement() {
      if (!ends || node >= units.length) {
        return NONE;
      }
      int position = units[node] & 0x7FFFFFFF;
      return position < replacements.length ? position : NONE;
    }
  }

  /**
   * The replacement of the shortest key that the characters begin with, as a position for {@link
   * #replacement}; -1 if there is none. What follows the key does not count.
   */
  int shortest(AlignedText text, int from, int to) {
    if (!mayStart(text.at(from))) {
      return NONE;
    }
    Walk walk = new Walk();
    for (int i = from; i < to && walk.step(text.at(i)); i++) {
      int position = walk.replacement();
      if (position >= 0) {
        return position;
      }
    }
    return NONE;
  }

  /**
   * The longest key that stands at {@code from}: characters it has in the high half, position of
   * its replacement in the low half; -1 if there is none.
   */
  long longest(AlignedText text, int from) {
    if (!mayStart(text.at(from))) {
      return NONE;
    }
    Walk walk = new Walk();
    long found = NONE;
    for (int i = from; i < text.length() && walk.step(text.at(i)); i++) {
      int position = walk.replacement();
      if (position >= 0) {
        found = ((long) (i + 1 - from) << 32) | position;
      }
    }
    return found;
  }

  /** The replacement at a position that one of the look-ups gave. */
  int[] replacement(int position) {
    int end = position;
    while (replacements[end] != 0) {
      end++;
    }
    byte[] text = Arrays.copyOfRange(replacements, position, end);
    return Utf8.decode(text, text.length).codePoints().toArray();
  }
}
