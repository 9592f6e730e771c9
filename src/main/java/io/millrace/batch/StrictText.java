package io.millrace.batch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** UTF-8 that must be right. */
final class StrictText {

  private StrictText() {}

  /** The text, or empty if the bytes are not UTF-8. */
  static Optional<String> decode(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return Optional.of(text);
    }
    try { // a replacement character may also have been written as such
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return Optional.of(text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The same of a line, without the carriage return that may stand before its end. */
  static Optional<String> decodeLine(byte[] utf8) {
    return decode(utf8)
        .map(text -> text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
