package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a SentencePiece model file says ({@code sentencepiece.model}, {@code spiece.model}, {@code
 * source.spm}).
 */
final class SentencePieceFile {

  private static final int KINDS = TokenKind.values().length;

  /** Which algorithm the pieces were made for. */
  enum Algorithm {
    UNIGRAM,
    BPE
  }

  /** What is done to spaces. */
  enum Space {
    /** One is put before the text, or after it with {@link #SUFFIX}. */
    DUMMY_PREFIX,
    /** Runs become one, those at the ends go. */
    REMOVE_EXTRA,
    /** They are written U+2581. */
    ESCAPE,
    /** They belong to the word before them. */
    SUFFIX
  }

  private final PackedStrings.Builder texts = new PackedStrings.Builder();
  private final List<Float> scores = new ArrayList<>();
  private final List<TokenKind> kinds = new ArrayList<>();
  private final List<Space> spaces =
      new ArrayList<>(List.of(Space.DUMMY_PREFIX, Space.REMOVE_EXTRA, Space.ESCAPE));
  private Algorithm algorithm = Algorithm.UNIGRAM;
  private Unigram.Fallback fallback = Unigram.Fallback.UNKNOWN;
  private Optional<CharacterMap> map = Optional.empty();
  private String unknownSurface = " \u2047 ";
  private PackedStrings pieces = texts.build();
  private int unknown = -1;

  private SentencePieceFile() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no SentencePiece model, or one of words or characters
   */
  static SentencePieceFile read(byte[] model) {
    SentencePieceFile file = new SentencePieceFile();
    ProtobufReader in = new ProtobufReader(model);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> file.readPiece(in.message());
        case 2 -> file.readTrainer(in.message());
        case 3 -> file.readNormalizer(in.message());
        default -> in.skip();
      }
    }
    return file.complete();
  }

  /**
   * The same from what a GGUF file says.
   *
   * @param characterMap empty for none
   */
  static SentencePieceFile of(Vocabulary vocabulary, TextRules rules, byte[] characterMap) {
    SentencePieceFile file = new SentencePieceFile();
    for (int id = 0; id < vocabulary.size(); id++) {
      byte[] text = Utf8.encode(vocabulary.piece(id));
      file.texts.add(text, 0, text.length);
      file.scores.add(vocabulary.score(id));
      file.kinds.add(vocabulary.kind(id));
    }
    if (characterMap.length > 0) {
      file.map = Optional.of(CharacterMap.read(characterMap));
    }
    file.spaces.removeIf(
        rule ->
            (rule == Space.DUMMY_PREFIX && !rules.addSpacePrefix())
                || (rule == Space.REMOVE_EXTRA && !rules.removeExtraWhitespaces()));
    return file.complete();
  }

  private SentencePieceFile complete() {
    pieces = texts.build();
    unknown = kinds.indexOf(TokenKind.UNKNOWN);
    if (unknown < 0) {
      throw new IllegalArgumentException(
          "SentencePiece model: none of %d pieces is unknown, expected one; is it such a model?"
              .formatted(size()));
    }
    return this;
  }

  private void readPiece(ProtobufReader in) {
    byte[] text = {};
    float score = 0;
    long kind = 1;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> text = in.bytes();
        case 2 -> score = in.real();
        case 3 -> kind = in.number();
        default -> in.skip();
      }
    }
    if (kind < 1 || kind > KINDS || Float.isNaN(score) || Float.isInfinite(score)) {
      throw new IllegalArgumentException(
          "SentencePiece model: piece %d has type %d and score %s, expected 1 to %d and a number"
              .formatted(size(), kind, score, KINDS));
    }
    texts.add(text, 0, text.length);
    scores.add(score);
    kinds.add(TokenKind.ofNumber((int) kind));
  }

  private void readTrainer(ProtobufReader in) {
    while (in.next()) {
      switch (in.field()) {
        case 3 -> algorithm = algorithm(in.number());
        case 24 -> space(Space.SUFFIX, in);
        case 35 -> fallback = in.flag() ? Unigram.Fallback.BYTES : Unigram.Fallback.UNKNOWN;
        case 44 -> unknownSurface = text(in.bytes());
        default -> in.skip();
      }
    }
  }

  private static String text(byte[] utf8) {
    return Utf8.decode(utf8, utf8.length);
  }

  private static Algorithm algorithm(long number) {
    if (number == 1) {
      return Algorithm.UNIGRAM;
    }
    if (number == 2) {
      return Algorithm.BPE;
    }
    throw new IllegalArgumentException(
        "SentencePiece model: model type is " + number + ", expected 1 (unigram) or 2 (BPE)");
  }

  private void readNormalizer(ProtobufReader in) {
    while (in.next()) {
      switch (in.field()) {
        case 2 -> {
          byte[] bytes = in.bytes();
          map = bytes.length == 0 ? Optional.empty() : Optional.of(CharacterMap.read(bytes));
        }
        case 3 -> space(Space.DUMMY_PREFIX, in);
        case 4 -> space(Space.REMOVE_EXTRA, in);
        case 5 -> space(Space.ESCAPE, in);
        default -> in.skip();
      }
    }
  }

  private void space(Space rule, ProtobufReader in) {
    spaces.remove(rule);
    if (in.flag()) {
      spaces.add(rule);
    }
  }

  /** Number of pieces. */
  int size() {
    return kinds.size();
  }

  String piece(int index) {
    return text(pieces.bytes(index));
  }

  float score(int index) {
    return scores.get(index);
  }

  TokenKind kind(int index) {
    return kinds.get(index);
  }

  /** The number of the unknown piece. */
  int unknown() {
    return unknown;
  }

  /** How the unknown piece is written in a decoded text. */
  String unknownSurface() {
    return unknownSurface;
  }

  Algorithm algorithm() {
    return algorithm;
  }

  Unigram.Fallback fallback() {
    return fallback;
  }

  boolean has(Space rule) {
    return spaces.contains(rule);
  }

  Optional<CharacterMap> map() {
    return map;
  }
}
