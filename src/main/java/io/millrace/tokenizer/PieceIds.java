package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which ids a model knows the pieces of its SentencePiece file by.
 *
 * @param vocabulary the ids of the model
 * @param ofPiece the id of each piece of the file
 * @param unknown the id of text that no piece covers
 */
record PieceIds(Vocabulary vocabulary, int[] ofPiece, int unknown) {

  /** The numbers of the file, and after them {@code added} tokens. */
  static PieceIds asInFile(SentencePieceFile file, List<String> added) {
    return shifted(file, List.of(), 0, added);
  }

  /**
   * The ids of models made with fairseq: {@code <s> <pad> </s> <unk>} come first, then the pieces
   * after the first three of the file, then {@code added} tokens.
   */
  static PieceIds fairseq(SentencePieceFile file, List<String> added) {
    return shifted(file, List.of("<s>", "<pad>", "</s>", "<unk>"), 3, added);
  }

  private static PieceIds shifted(
      SentencePieceFile file, List<String> first, int dropped, List<String> added) {
    VocabularyBuilder builder = new VocabularyBuilder(file.size() + first.size() + added.size());
    int[] ofPiece = new int[file.size()];
    int unknown = first.isEmpty() ? file.unknown() : first.indexOf("<unk>");
    Arrays.fill(ofPiece, unknown);
    int id = 0;
    for (String piece : first) {
      boolean isUnknown = id == unknown;
      builder.put(id++, piece, isUnknown ? TokenKind.UNKNOWN : TokenKind.CONTROL, "vocabulary");
    }
    for (int i = dropped; i < file.size(); i++) {
      builder.put(id, file.piece(i), file.kind(i), "vocabulary");
      builder.score(id, file.score(i));
      ofPiece[i] = id++;
    }
    for (String token : added) {
      builder.put(id++, token, TokenKind.CONTROL, "vocabulary");
    }
    return new PieceIds(builder.build(), ofPiece, unknown);
  }

  /**
   * The same with the tokens that a configuration lists beyond them.
   *
   * @throws JsonException if the list is wrong
   */
  PieceIds with(TokenizerConfig config) {
    JsonArray listed = new SpecialTokenList(JsonObject.builder().build(), config).all();
    VocabularyBuilder builder = new VocabularyBuilder(vocabulary.size() + listed.size());
    for (int id = 0; id < vocabulary.size(); id++) {
      builder.put(id, vocabulary.piece(id), vocabulary.kind(id), "vocabulary");
      builder.score(id, vocabulary.score(id));
    }
    for (int i = 0; i < listed.size(); i++) {
      JsonField token = listed.get(i).at("added_tokens_decoder");
      int id = token.require("id").asInt(0, Integer.MAX_VALUE);
      if (id >= vocabulary.size()) {
        boolean special = NormalizerReader.flag(token, "special", false);
        TokenKind kind = special ? TokenKind.CONTROL : TokenKind.USER_DEFINED;
        builder.put(id, token.require("content").asString(), kind, token.path());
      }
    }
    return new PieceIds(builder.build(), ofPiece, unknown);
  }

  /**
   * The ids of a vocabulary beside the file, as Marian has it. Language codes such as {@code
   * >>fr<<} are tokens of their own.
   *
   * @throws JsonException if it has no {@code <unk>} or an id is no number
   */
  static PieceIds listed(SentencePieceFile file, JsonField vocab) {
    VocabularyBuilder builder = new VocabularyBuilder(vocab.object().members().size());
    vocab
        .object()
        .members()
        .forEach(
            (piece, id) ->
                builder.put(
                    id.at(piece).asInt(0, Integer.MAX_VALUE), piece, kind(piece), "vocab.json"));
    Vocabulary vocabulary = builder.build();
    OptionalInt unknown = vocabulary.id("<unk>");
    if (unknown.isEmpty()) {
      throw new JsonException("vocab.json: found no <unk>, expected one for unknown text");
    }
    int[] ofPiece = new int[file.size()];
    for (int i = 0; i < ofPiece.length; i++) {
      ofPiece[i] = vocabulary.id(file.piece(i)).orElse(unknown.getAsInt());
    }
    return new PieceIds(vocabulary, ofPiece, unknown.getAsInt());
  }

  private static TokenKind kind(String piece) {
    boolean code = piece.startsWith(">>") && piece.endsWith("<<");
    return switch (piece) {
      case "</s>", "<pad>" -> TokenKind.CONTROL;
      case "<unk>" -> TokenKind.UNKNOWN;
      default -> code ? TokenKind.USER_DEFINED : TokenKind.NORMAL;
    };
  }
}
