package io.millrace.tokenizer;

import io.millrace.json.JsonField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code decoder} of a tokenizer file. */
final class DecoderReader {

  private static final String KNOWN =
      "one of BPEDecoder, ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Sequence, Strip,"
          + " WordPiece";

  private DecoderReader() {}

  static TokenDecoder read(Optional<JsonField> field) {
    return field.map(DecoderReader::read).orElse(TokenDecoder.spaced());
  }

  private static TokenDecoder read(JsonField field) {
    JsonField type = field.require("type");
    return switch (type.asString()) {
      case "BPEDecoder" ->
          TokenDecoders.suffix(field.find("suffix").map(JsonField::asString).orElse("</w>"));
      case "ByteFallback" -> new TokenDecoders.ByteFallback();
      case "ByteLevel" -> new TokenDecoders.ByteLevel();
      case "Fuse" -> new TokenDecoders.Fuse();
      case "Metaspace" ->
          TokenDecoders.metaspace(
              SplitterReader.character(field.require("replacement")),
              SplitterReader.prepend(field));
      case "Replace" ->
          TokenDecoders.replace(
              PatternReader.read(field.require("pattern")), field.require("content").asString());
      case "Sequence" -> sequence(field);
      case "Strip" ->
          new TokenDecoders.Strip(
              SplitterReader.character(field.require("content")),
              field.require("start").asInt(0, Integer.MAX_VALUE),
              field.require("stop").asInt(0, Integer.MAX_VALUE));
      case "WordPiece" -> wordPiece(field);
      default -> throw type.wrong(KNOWN);
    };
  }

  private static TokenDecoder sequence(JsonField field) {
    List<TokenDecoder> steps = new ArrayList<>();
    for (JsonField step : field.require("decoders").elements()) {
      steps.add(read(step));
    }
    return new TokenDecoder.Sequence(List.copyOf(steps));
  }

  private static TokenDecoder wordPiece(JsonField field) {
    String mark = field.find("prefix").map(JsonField::asString).orElse("##");
    return NormalizerReader.flag(field, "cleanup", true)
        ? TokenDecoders.tidyWordPiece(mark)
        : TokenDecoders.wordPiece(mark);
  }
}
