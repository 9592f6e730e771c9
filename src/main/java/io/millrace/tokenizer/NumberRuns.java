package io.millrace.tokenizer;

/**
 * The last two steps of falcon's rule, which it takes after the bytes were written as characters of
 * the {@link ByteAlphabet}: runs of number signs become words, and in them every three digits.
 *
 * <p>So a byte counts that is a number sign in Latin-1, even inside a character: the second byte of
 * Cyrillic U+043C is 0xBC, one quarter.
 */
final class NumberRuns {

  private NumberRuns() {}

  /** Splits the words that end at {@code ends} further; the first one begins at {@code from}. */
  static int[] split(byte[] utf8, int from, int[] ends) {
    TokenBuffer out = new TokenBuffer(ends.length);
    int start = from;
    for (int end : ends) {
      while (start < end) {
        int run = endOfRun(utf8, start, end);
        addRun(utf8, start, run, out);
        start = run;
      }
    }
    return out.toArray();
  }

  private static int endOfRun(byte[] utf8, int start, int end) {
    int at = start + 1;
    while (at < end && isNumber(utf8[at]) == isNumber(utf8[start])) {
      at++;
    }
    return at;
  }

  private static void addRun(byte[] utf8, int start, int end, TokenBuffer out) {
    int last = start;
    int at = start;
    while (at + 3 <= end) {
      if (!isDigit(utf8[at]) || !isDigit(utf8[at + 1]) || !isDigit(utf8[at + 2])) {
        at++;
        continue;
      }
      if (at > last) {
        out.add(at);
      }
      at += 3;
      out.add(at);
      last = at;
    }
    if (last < end) {
      out.add(end);
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isNumber(byte b) {
    int c = b & 0xFF;
    return isDigit(b) || c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0xBC && c <= 0xBE);
  }
}
