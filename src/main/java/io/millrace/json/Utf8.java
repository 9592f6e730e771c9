package io.millrace.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 decoding that says where it fails. */
final class Utf8 {

  private Utf8() {}

  static String decode(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    // The fast decoder writes U+FFFD for what is malformed; only then is it worth looking closely.
    if (text.indexOf('\uFFFD') >= 0) {
      check(utf8);
    }
    return text;
  }

  private static void check(byte[] utf8) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(utf8);
    CharBuffer before = CharBuffer.allocate(utf8.length);
    CoderResult result = decoder.decode(in, before, true);
    if (result.isError()) {
      throw malformed(before.flip().toString(), in.position(), utf8[in.position()]);
    }
  }

  private static JsonException malformed(String before, int offset, byte found) {
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    String hex = Integer.toHexString(found & 0xFF).toUpperCase(java.util.Locale.ROOT);
    return new JsonException(
        line, column, "found byte 0x" + hex + " at offset " + offset + ", expected valid UTF-8");
  }
}
