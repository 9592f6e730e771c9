package io.millrace.tokenizer;

/** The tokens that stand for single bytes, spelled {@code <0x00>} to {@code <0xFF>}. */
final class ByteTokens {

  private final int[] ids = new int[256];

  ByteTokens(CodePointTrie pieces) {
    for (int b = 0; b < 256; b++) {
      ids[b] = pieces.get("<0x%02X>".formatted(b));
    }
  }

  /** The tokens of the bytes of a text; empty if one is missing. */
  int[] of(AlignedText text, int from, int to) {
    byte[] utf8 = Utf8.encode(text.slice(from, to).toString());
    int[] tokens = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      tokens[i] = ids[utf8[i] & 0xFF];
      if (tokens[i] < 0) {
        return new int[0];
      }
    }
    return tokens;
  }
}
