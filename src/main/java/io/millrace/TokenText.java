package io.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/** How single tokens are shown: their text, or their bytes where those are no whole characters. */
final class TokenText {

  private final Tokenizer tokenizer;

  TokenText(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The bytes a token adds to a text; of a control token, those of its name. */
  byte[] bytes(int token) {
    if (token >= tokenizer.vocabulary().size()) {
      return new byte[0]; // a row of the embedding that no token has
    }
    byte[] bytes = tokenizer.bytes(token);
    return bytes.length > 0 ? bytes : tokenizer.vocabulary().piece(token).getBytes(UTF_8);
  }

  /** The bytes as text, or as {@code bytes:\xe2\x80} where they are no whole characters. */
  String text(int token) {
    byte[] bytes = bytes(token);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      StringBuilder text = new StringBuilder("bytes:");
      for (byte value : bytes) {
        text.append(String.format("\\x%02x", value & 0xff));
      }
      return text.toString();
    }
  }

  List<String> texts(int[] tokens) {
    List<String> texts = new ArrayList<>(tokens.length);
    for (int token : tokens) {
      texts.add(text(token));
    }
    return texts;
  }
}
