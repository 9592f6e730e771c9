package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.List;

/** Turns a BERT folder's {@code vocab.txt} into what its tokenizer.json would be. */
final class WordPieceFolder {

  private final SpecialTokenList special;
  private final TokenizerConfig config;
  private final JsonObject vocab;

  WordPieceFolder(byte[] vocabTxt, TokenizerConfig config) {
    this.config = config;
    JsonObject.Builder pieces = JsonObject.builder();
    String[] lines = Utf8.decode(vocabTxt, vocabTxt.length).split("\n", -1);
    for (int id = 0; id < lines.length; id++) {
      String piece = lines[id].endsWith("\r") ? withoutLast(lines[id]) : lines[id];
      if (id < lines.length - 1 || !piece.isEmpty()) {
        pieces.put(piece, id);
      }
    }
    vocab = pieces.build();
    special = new SpecialTokenList(vocab, config);
  }

  private static String withoutLast(String text) {
    return text.substring(0, text.length() - 1);
  }

  TextTokenizer read(JsonValue configuration) {
    String unknown = config.token("unk_token").orElse("[UNK]");
    special.add(unknown);
    JsonObject separator = special.add(config.token("sep_token").orElse("[SEP]"));
    special.addIfKnown(config.token("pad_token").orElse("[PAD]"));
    JsonObject begin = special.add(config.token("cls_token").orElse("[CLS]"));
    special.addIfKnown(config.token("mask_token").orElse("[MASK]"));
    JsonObject model =
        JsonObject.builder()
            .put("type", "WordPiece")
            .put("unk_token", unknown)
            .put("vocab", vocab)
            .build();
    return TokenizerJson.read(
        file(model, special.all(), normalizer(), List.of(pair(begin), pair(separator))),
        configuration);
  }

  /**
   * A tokenizer file of BERT.
   *
   * @param frame what begins a text and what ends it, each its spelling and its id
   */
  static JsonObject file(
      JsonObject model, JsonArray added, JsonObject normalizer, List<JsonArray> frame) {
    return JsonObject.builder()
        .put("added_tokens", added)
        .put("normalizer", normalizer)
        .put("pre_tokenizer", SpecialTokenList.part("BertPreTokenizer"))
        .put(
            "post_processor",
            JsonObject.builder()
                .put("type", "BertProcessing")
                .put("cls", frame.get(0))
                .put("sep", frame.get(1))
                .build())
        .put("decoder", SpecialTokenList.part("WordPiece"))
        .put("model", model)
        .build();
  }

  static JsonArray pair(JsonObject token) {
    return JsonArray.of(token.get("content").orElseThrow(), token.get("id").orElseThrow());
  }

  private JsonObject normalizer() {
    boolean lowercase = config.flag("do_lower_case", true);
    return JsonObject.builder()
        .put("type", "BertNormalizer")
        .put("handle_chinese_chars", config.flag("tokenize_chinese_chars", true))
        .put("strip_accents", config.flag("strip_accents", lowercase))
        .put("lowercase", lowercase)
        .build();
  }
}
