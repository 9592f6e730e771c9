package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Small vocabularies made by hand for tests. */
final class Vocabularies {

  private final List<String> pieces = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  Vocabularies add(String piece, TokenKind kind, float score) {
    pieces.add(piece);
    scores.add(score);
    types.add(List.of(TokenKind.values()).indexOf(kind) + 1);
    return this;
  }

  Vocabularies add(TokenKind kind, String... added) {
    for (String piece : added) {
      add(piece, kind, -pieces.size());
    }
    return this;
  }

  Vocabularies addBytes() {
    for (int b = 0; b < 256; b++) {
      add("<0x%02X>".formatted(b), TokenKind.BYTE, 0);
    }
    return this;
  }

  /** The 256 one-byte pieces of the byte alphabet. */
  Vocabularies addByteAlphabet() {
    for (int b = 0; b < 256; b++) {
      add(String.valueOf(ByteAlphabet.character((byte) b)), TokenKind.NORMAL, 0);
    }
    return this;
  }

  Vocabulary build() {
    float[] scoreArray = new float[scores.size()];
    for (int i = 0; i < scoreArray.length; i++) {
      scoreArray[i] = scores.get(i);
    }
    return new Vocabulary(
        PackedStrings.of(pieces), scoreArray, types.stream().mapToInt(Integer::intValue).toArray());
  }

  /** SentencePiece: bytes, some control tokens, then pieces, earlier ones with better scores. */
  static Vocabulary sentencePiece(String... pieces) {
    return new Vocabularies()
        .add(TokenKind.UNKNOWN, "<unk>")
        .add(TokenKind.CONTROL, "<s>", "</s>")
        .addBytes()
        .add(TokenKind.NORMAL, pieces)
        .build();
  }

  static Tokenizer llama(Vocabulary vocabulary, boolean addSpacePrefix) {
    return Tokenizers.of(
        new TokenizerSpec(
            "llama",
            "",
            vocabulary,
            PackedStrings.of(List.of()),
            ids(vocabulary),
            new TextRules(true, false, addSpacePrefix, false)));
  }

  static Tokenizer gpt2(String pre, Vocabulary vocabulary, List<String> merges) {
    return Tokenizers.of(
        new TokenizerSpec(
            "gpt2",
            pre,
            vocabulary,
            PackedStrings.of(merges),
            ids(vocabulary),
            TextRules.defaults("gpt2", pre)));
  }

  private static SpecialIds ids(Vocabulary vocabulary) {
    return new SpecialIds(
        vocabulary.id("<s>"), vocabulary.id("</s>"), OptionalInt.empty(), vocabulary.id("<unk>"));
  }
}
