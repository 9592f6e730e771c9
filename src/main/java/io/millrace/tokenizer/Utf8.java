package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** UTF-8 written and read by hand where the JDK's converters do not do what tokens need. */
final class Utf8 {

  private static final int REPLACEMENT = 0xFFFD;

  private Utf8() {}

  /** The UTF-8 bytes of a text; unpaired surrogates become U+FFFD (the JDK writes "?"). */
  static byte[] encode(String text) {
    int n = text.length();
    byte[] out = new byte[n + (n >> 3) + 16];
    int used = 0;
    for (int i = 0; i < n; ) {
      if (out.length - used < 4) {
        out = Arrays.copyOf(out, grown(used, n - i));
      }
      char c = text.charAt(i);
      if (c < 0x80) {
        out[used++] = (byte) c;
        i++;
        continue;
      }
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean unpaired = codePoint >= 0xD800 && codePoint < 0xE000;
      used = write(unpaired ? REPLACEMENT : codePoint, out, used);
    }
    return Arrays.copyOf(out, used);
  }

  /** Room for all that can follow: three bytes for each char left. */
  private static int grown(int used, int charsLeft) {
    long wanted = Math.min(used + 3L * charsLeft + 4, Integer.MAX_VALUE - 8);
    if (wanted < used + 4L) {
      throw new IllegalArgumentException("text: more than 2 GB of UTF-8; split it");
    }
    return (int) wanted;
  }

  /** Number of bytes, 1 to 4, of a character. */
  static int encodedLength(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** Writes the bytes of a character and returns where they end. */
  static int write(int codePoint, byte[] out, int at) {
    if (codePoint < 0x80) {
      out[at] = (byte) codePoint;
      return at + 1;
    }
    int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    int rest = codePoint;
    for (int i = length - 1; i > 0; i--) {
      out[at + i] = (byte) (0x80 | (rest & 0x3F));
      rest >>= 6;
    }
    out[at] = (byte) (0xF00 >> length | rest);
    return at + length;
  }

  /** Length, 1 to 4, of the character that starts with byte {@code lead}; 1 if none can. */
  static int length(byte lead) {
    int b = lead & 0xFF;
    return b < 0xC0 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
  }

  /** The code point that starts at {@code at}, in bytes known to be UTF-8 up to {@code to}. */
  static int codePoint(byte[] text, int at, int to) {
    byte lead = text[at];
    int length = Math.min(length(lead), to - at);
    if (length == 1) {
      return lead & 0xFF;
    }
    int codePoint = lead & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      codePoint = codePoint << 6 | (text[at + i] & 0x3F);
    }
    return codePoint;
  }

  /**
   * Number of bytes before {@code to} that begin a character whose rest may still come: 0 to 3.
   * Only a start that can become valid UTF-8 counts.
   */
  static int unfinished(byte[] bytes, int to) {
    for (int back = 1; back <= Math.min(3, to); back++) {
      if (isLead(bytes[to - back])) {
        return validPart(bytes, to - back, to) == back && back < length(bytes[to - back])
            ? back
            : 0;
      }
    }
    return 0;
  }

  private static boolean isLead(byte b) {
    return (b & 0xC0) == 0xC0;
  }

  /**
   * The text that {@code bytes[0, to)} stand for. Each longest part of them that begins a character
   * and does not end one becomes a U+FFFD, as the Unicode Standard recommends in section 3.9 (the
   * JDK makes one of the three bytes of a surrogate, so that what it gives depends on where one
   * cuts).
   */
  static String decode(byte[] bytes, int to) {
    int valid = validRun(bytes, 0, to);
    if (valid == to) {
      return new String(bytes, 0, to, UTF_8);
    }
    StringBuilder text = new StringBuilder(to);
    int at = 0;
    while (at < to) {
      int end = validRun(bytes, at, to);
      text.append(new String(bytes, at, end - at, UTF_8));
      at = end;
      if (at < to) {
        text.append((char) REPLACEMENT);
        at += Math.max(1, validPart(bytes, at, to));
      }
    }
    return text.toString();
  }

  /** Whether all bytes are whole characters. */
  static boolean isValid(byte[] bytes) {
    return validRun(bytes, 0, bytes.length) == bytes.length;
  }

  /** Where the valid characters that begin at {@code from} end. */
  private static int validRun(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int part = bytes[at] >= 0 ? 1 : validPart(bytes, at, to);
      if (part < 1 || part < length(bytes[at])) {
        break;
      }
      at += part;
    }
    return at;
  }

  /** How many bytes at {@code at} are the beginning of a valid character, or all of one; 0 to 4. */
  private static int validPart(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int length = Math.min(length(bytes[at]), to - at);
    for (int i = 1; i < length; i++) {
      int b = bytes[at + i] & 0xFF;
      int lowest = i > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
      int highest = i > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
      if (b < lowest || b > highest) {
        return i;
      }
    }
    return length;
  }
}
