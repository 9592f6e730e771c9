package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * What SentencePiece does to the spaces of a text before it looks for pieces: extra ones go, U+2581
 * becomes a space like any other, a space comes before the text; each only where the file says so
 * but the second, which always holds.
 */
final class SpaceRules {

  private static final byte[] SPACE = {' '};
  private static final byte[] MARK = "\u2581".getBytes(UTF_8);

  private final TextRules rules;

  SpaceRules(TextRules rules) {
    this.rules = rules;
  }

  /**
   * Prepares {@code utf8[from, to)}.
   *
   * @return {@code utf8} itself if there is nothing to do, else a new array with the text alone
   */
  byte[] prepare(byte[] utf8, int from, int to) {
    boolean marked = indexOfMark(utf8, from, to) >= 0;
    if (from == to || (!rules.addSpacePrefix() && !rules.removeExtraWhitespaces() && !marked)) {
      return utf8;
    }
    byte[] text = Arrays.copyOfRange(utf8, from, to);
    if (rules.removeExtraWhitespaces()) {
      text = withoutExtraSpaces(text);
    }
    if (marked) {
      text = withSpaces(text);
    }
    return rules.addSpacePrefix() && text.length > 0 ? withSpacePrefix(text) : text;
  }

  /** Spells a piece of the file: U+2581 is a space. */
  static void spell(byte[] piece, int from, int to, PackedStrings.Builder out) {
    int run = from;
    for (int i = from; i < to; i++) {
      if (isMark(piece, i, to)) {
        out.append(piece, run, i);
        out.append(SPACE, 0, 1);
        run = i + MARK.length;
      }
    }
    out.append(piece, run, to);
  }

  private static byte[] withSpacePrefix(byte[] text) {
    byte[] out = new byte[text.length + 1];
    out[0] = ' ';
    System.arraycopy(text, 0, out, 1, text.length);
    return out;
  }

  private static byte[] withoutExtraSpaces(byte[] text) {
    byte[] out = new byte[text.length];
    int used = 0;
    for (byte b : text) {
      if (b != ' ' || (used > 0 && out[used - 1] != ' ')) {
        out[used++] = b;
      }
    }
    return Arrays.copyOf(out, used > 0 && out[used - 1] == ' ' ? used - 1 : used);
  }

  private static byte[] withSpaces(byte[] text) {
    byte[] out = new byte[text.length];
    int used = 0;
    for (int i = 0; i < text.length; i++) {
      if (isMark(text, i, text.length)) {
        out[used++] = ' ';
        i += MARK.length - 1;
      } else {
        out[used++] = text[i];
      }
    }
    return Arrays.copyOf(out, used);
  }

  private static int indexOfMark(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (isMark(text, i, to)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isMark(byte[] text, int at, int to) {
    return text[at] == MARK[0]
        && to - at >= MARK.length
        && text[at + 1] == MARK[1]
        && text[at + 2] == MARK[2];
  }
}
