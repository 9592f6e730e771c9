package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** What each token adds to a text, as bytes: the decoding half of a tokenizer. */
final class TokenBytes {

  private static final byte[] UNKNOWN = "\uFFFD".getBytes(UTF_8);

  private final PackedStrings bytes;

  private TokenBytes(PackedStrings bytes) {
    this.bytes = bytes;
  }

  /** Turns the spelling of an ordinary token into the bytes it stands for. */
  interface Spelling {
    /** Appends the bytes of {@code piece[from, to)} to the string under way. */
    void append(byte[] piece, int from, int to, PackedStrings.Builder out);
  }

  static TokenBytes of(Vocabulary vocabulary, Spelling spelling) {
    PackedStrings pieces = vocabulary.pieces();
    PackedStrings.Builder out =
        new PackedStrings.Builder(pieces.size(), pieces.array().length); // hardly any grows
    for (int id = 0; id < pieces.size(); id++) {
      switch (vocabulary.kind(id)) {
        case CONTROL -> {}
        case UNKNOWN -> out.append(UNKNOWN, 0, UNKNOWN.length);
        case BYTE -> out.append(new byte[] {byteOf(vocabulary, id)}, 0, 1);
        default -> spelling.append(pieces.array(), pieces.start(id), pieces.end(id), out);
      }
      out.end();
    }
    return new TokenBytes(out.build());
  }

  /** Takes the bytes of each token as they are. */
  static TokenBytes of(PackedStrings bytes) {
    return new TokenBytes(bytes);
  }

  private static byte byteOf(Vocabulary vocabulary, int id) {
    String piece = vocabulary.piece(id);
    if (!piece.matches("<0x[0-9A-Fa-f]{2}>")) {
      throw new IllegalArgumentException(
          "vocabulary: byte token %d is spelled \"%s\", expected <0x00> to <0xFF>"
              .formatted(id, piece));
    }
    return (byte) Integer.parseInt(piece.substring(3, 5), 16);
  }

  PackedStrings all() {
    return bytes;
  }

  byte[] of(int token) {
    return bytes.bytes(checked(token));
  }

  int length(int token) {
    return bytes.length(checked(token));
  }

  void copy(int token, byte[] target, int at) {
    System.arraycopy(bytes.array(), bytes.start(token), target, at, bytes.length(token));
  }

  /** All bytes of all tokens in turn. */
  byte[] join(int[] tokens) {
    byte[] out = new byte[Math.max(64, 4 * tokens.length)];
    int used = 0;
    for (int token : tokens) {
      int length = length(token);
      if (length > out.length - used) {
        out = Arrays.copyOf(out, Math.addExact(used, Math.max(used, length)));
      }
      copy(token, out, used);
      used += length;
    }
    return Arrays.copyOf(out, used);
  }

  private int checked(int token) {
    if (token < 0 || token >= bytes.size()) {
      throw new IllegalArgumentException(
          "decode: token id is %d, expected 0 to %d".formatted(token, bytes.size() - 1));
    }
    return token;
  }
}
