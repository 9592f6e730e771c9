package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Turns the WordPiece vocabulary of a GGUF file into what its tokenizer.json would be.
 *
 * <p>There the pieces that begin a word are marked, by {@code ▁}; here those that continue one, by
 * {@code ##}. Nothing in the file says whether case counts: it does if a piece has a letter that
 * would not survive the change to lower case.
 */
final class WordPieceSpec {

  private static final String BEGINS = "▁";
  private static final String CONTINUES = "##";

  private final Vocabulary vocabulary;
  private final SpecialIds ids;
  private final JsonObject.Builder pieces = JsonObject.builder();
  private final JsonArray.Builder added = JsonArray.builder();
  private boolean cased;

  private WordPieceSpec(TokenizerSpec spec) {
    vocabulary = spec.vocabulary();
    ids = spec.ids();
  }

  static TextTokenizer tokenizer(TokenizerSpec spec) {
    try {
      return new WordPieceSpec(spec).read();
    } catch (JsonException e) {
      throw new IllegalArgumentException("tokenizer: " + e.getMessage(), e);
    }
  }

  private TextTokenizer read() {
    Map<String, Integer> seen = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String piece = piece(id);
      Integer earlier = seen.put(piece, id);
      if (earlier != null) {
        throw new JsonException(
            "tokens %d and %d are both \"%s\", expected each piece once"
                .formatted(earlier, id, piece));
      }
      pieces.put(piece, id);
      add(id, piece);
    }
    JsonObject model =
        JsonObject.builder()
            .put("type", "WordPiece")
            .put("unk_token", named(ids.unknown(), "[UNK]"))
            .put("vocab", pieces.build())
            .build();
    JsonArray begin = framing(ids.bos(), "[CLS]");
    JsonArray end = framing(ids.eos(), "[SEP]");
    return TokenizerJson.read(
        WordPieceFolder.file(model, added.build(), normalizer(), List.of(begin, end)),
        JsonValue.nothing());
  }

  /** The spelling of a token in a BERT vocabulary. */
  private String piece(int id) {
    String piece = vocabulary.piece(id);
    if (isMark(id, piece)) {
      return piece;
    }
    if (!piece.startsWith(BEGINS)) {
      return CONTINUES + piece;
    }
    return piece.substring(BEGINS.length());
  }

  /** Older files leave {@code [unused0]} and its like as they are and call them normal. */
  private boolean isMark(int id, String piece) {
    TokenKind kind = vocabulary.kind(id);
    return kind == TokenKind.CONTROL
        || kind == TokenKind.UNKNOWN
        || (piece.length() > 2 && piece.startsWith("[") && piece.endsWith("]"));
  }

  private void add(int id, String piece) {
    TokenKind kind = vocabulary.kind(id);
    boolean special = kind == TokenKind.CONTROL || kind == TokenKind.UNKNOWN;
    if (special || kind == TokenKind.USER_DEFINED) {
      added.add(
          JsonObject.builder()
              .put("id", id)
              .put("content", piece)
              .put("special", special)
              .put("normalized", !special)
              .build());
    } else if (kind != TokenKind.UNUSED && !isMark(id, piece)) {
      cased |= piece.codePoints().anyMatch(c -> Character.toLowerCase(c) != c);
    }
  }

  private JsonObject normalizer() {
    return JsonObject.builder()
        .put("type", "BertNormalizer")
        .put("strip_accents", !cased)
        .put("lowercase", !cased)
        .build();
  }

  private int id(OptionalInt named, String usual) {
    return named.orElseGet(
        () ->
            vocabulary
                .id(usual)
                .orElseThrow(
                    () ->
                        new JsonException(
                            "vocabulary has no \"" + usual + "\", expected it for its purpose")));
  }

  private String named(OptionalInt named, String usual) {
    return piece(id(named, usual));
  }

  private JsonArray framing(OptionalInt named, String usual) {
    int id = id(named, usual);
    return JsonArray.builder().add(JsonValue.of(piece(id))).add(JsonValue.of(id)).build();
  }
}
