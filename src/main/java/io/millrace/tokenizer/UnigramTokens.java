package io.millrace.tokenizer;

import io.millrace.json.JsonValue;
import java.util.List;
import java.util.OptionalInt;

/** The tokenizer that a GGUF file of a T5 model describes. */
public final class UnigramTokens {

  private UnigramTokens() {}

  /**
   * Makes the tokenizer.
   *
   * @param spec what the file says; its end token ends a text
   * @param characterMap SentencePiece's compiled map of characters, empty for none
   * @throws IllegalArgumentException if no token is the unknown one or none ends a text, or the map
   *     is damaged
   */
  public static TextTokenizer of(TokenizerSpec spec, byte[] characterMap) {
    SentencePieceFile file = SentencePieceFile.of(spec.vocabulary(), spec.rules(), characterMap);
    PieceIds ids = PieceIds.asInFile(file, List.of());
    int end =
        spec.ids()
            .eos()
            .orElseThrow(
                () -> new IllegalArgumentException("tokenizer: no eos token, expected its id"));
    String frame = "A " + ids.vocabulary().piece(end);
    Framing framing = Framing.of(ids.vocabulary(), frame, frame);
    TokenizerConfig config = new TokenizerConfig(JsonValue.nothing());
    SentencePieceParts parts = new SentencePieceParts(file, ids);
    return new PipelineTokenizer(
        PipelineTokenizer.Tokens.of(
            ids.vocabulary(), OptionalInt.of(ids.unknown()), config, framing),
        parts.pipeline(),
        framing,
        parts.decoder(),
        Truncation.none());
  }
}
