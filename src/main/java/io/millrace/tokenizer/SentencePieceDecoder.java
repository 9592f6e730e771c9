package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * From the pieces of a SentencePiece model to text: U+2581 is a space, byte pieces are bytes, and
 * the space that the tokenizer put before a text goes.
 *
 * @param put where the tokenizer puts a space of its own
 */
record SentencePieceDecoder(Put put) implements TokenDecoder {

  private static final String MARK = "\u2581";

  /** Where a tokenizer puts a space of its own. */
  enum Put {
    NOWHERE,
    BEFORE,
    /** Before the text, where the text itself has none. */
    BEFORE_ALONE
  }

  @Override
  public List<String> decode(List<String> tokens) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    boolean begun = false;
    for (String token : tokens) {
      String piece = token;
      if (!begun && put == Put.BEFORE && piece.startsWith(MARK)) {
        piece = piece.substring(1);
        begun = true;
      } else if (!begun && put == Put.BEFORE_ALONE && piece.startsWith(MARK)) {
        piece = piece.substring(1);
      }
      byte[] bytes = middle(piece.getBytes(UTF_8));
      text.write(bytes, 0, bytes.length);
      begun |= bytes.length > 0;
    }
    byte[] bytes = text.toByteArray();
    return List.of(Utf8.decode(bytes, bytes.length));
  }

  @Override
  public byte[] middle(byte[] token) {
    String piece = new String(token, UTF_8);
    int value = TokenDecoders.byteOf(piece);
    return value >= 0 ? new byte[] {(byte) value} : piece.replace(MARK, " ").getBytes(UTF_8);
  }

  @Override
  public boolean joins() {
    return true;
  }
}
