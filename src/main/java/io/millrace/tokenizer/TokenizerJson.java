package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import io.millrace.tokenizer.AddedToken.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code tokenizer.json}, the file in which the {@code tokenizers} library keeps all. */
public final class TokenizerJson {

  private final JsonField file;
  private final TokenizerConfig config;

  private TokenizerJson(JsonField file, TokenizerConfig config) {
    this.file = file;
    this.config = config;
  }

  /**
   * Makes the tokenizer that the file describes.
   *
   * @param tokenizerJson content of {@code tokenizer.json}
   * @param tokenizerConfig content of {@code tokenizer_config.json}, which names bos and eos;
   *     JSON's null where there is none
   * @throws io.millrace.json.JsonException if the file contradicts itself or names a part that is
   *     unknown; the message begins with the path in the file
   */
  public static TextTokenizer read(JsonValue tokenizerJson, JsonValue tokenizerConfig) {
    return new TokenizerJson(tokenizerJson.at(""), new TokenizerConfig(tokenizerConfig)).read();
  }

  private TextTokenizer read() {
    JsonField model = file.require("model");
    List<JsonField> addedFields =
        file.find("added_tokens").map(JsonField::elements).orElse(List.of());
    int entries = count(model.require("vocab")) + addedFields.size();
    VocabularyBuilder builder = new VocabularyBuilder(entries);
    ModelReader reader = new ModelReader(model, builder);
    PieceModel pieces = reader.read();
    List<AddedToken> added = new ArrayList<>();
    for (JsonField token : addedFields) {
      addToken(token, reader, builder, added);
    }
    Vocabulary vocabulary = builder.build();
    TextNormalizer normalizer = NormalizerReader.read(file.find("normalizer"));
    Pipeline pipeline =
        new Pipeline(
            new AddedTokens(added, normalizer),
            SplitterReader.read(file.find("pre_tokenizer")),
            pieces);
    Framing framing = FramingReader.read(file.find("post_processor"), vocabulary.size());
    return new PipelineTokenizer(
        PipelineTokenizer.Tokens.of(vocabulary, reader.unknown(), config, framing),
        pipeline,
        framing,
        DecoderReader.read(file.find("decoder")),
        truncation());
  }

  private static int count(JsonField vocab) {
    if (vocab.value() instanceof JsonArray array) {
      return array.size();
    }
    return vocab.object().members().size();
  }

  private static void addToken(
      JsonField field, ModelReader model, VocabularyBuilder builder, List<AddedToken> added) {
    String content = field.require("content").asString();
    if (content.isEmpty()) {
      return;
    }
    int known = model.find(content);
    int id = known >= 0 ? known : field.require("id").asInt(0, Integer.MAX_VALUE);
    AddedToken token = new AddedToken(content, id, traits(field));
    TokenKind kind = token.is(Trait.SPECIAL) ? TokenKind.CONTROL : TokenKind.USER_DEFINED;
    builder.put(id, content, kind, field.path());
    added.add(token);
  }

  private static Set<Trait> traits(JsonField field) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    boolean special = NormalizerReader.flag(field, "special", false);
    if (special) {
      traits.add(Trait.SPECIAL);
    }
    if (NormalizerReader.flag(field, "normalized", !special)) {
      traits.add(Trait.NORMALIZED);
    }
    Map<String, Trait> names =
        Map.of(
            "single_word",
            Trait.SINGLE_WORD,
            "lstrip",
            Trait.STRIPS_LEFT,
            "rstrip",
            Trait.STRIPS_RIGHT);
    names.forEach(
        (name, trait) -> {
          if (NormalizerReader.flag(field, name, false)) {
            traits.add(trait);
          }
        });
    return traits;
  }

  private Truncation truncation() {
    Optional<JsonField> field =
        file.find("truncation").filter(f -> f.value() instanceof JsonObject);
    return field.map(TokenizerJson::truncation).orElseGet(config::truncation);
  }

  private static Truncation truncation(JsonField field) {
    boolean left = field.find("direction").map(JsonField::asString).orElse("Right").equals("Left");
    JsonField strategy = field.require("strategy");
    return new Truncation(
        field.require("max_length").asInt(0, Integer.MAX_VALUE),
        left ? Truncation.Side.LEFT : Truncation.Side.RIGHT,
        switch (strategy.asString()) {
          case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
          case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
          case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
          default -> throw strategy.wrong("one of LongestFirst, OnlyFirst, OnlySecond");
        });
  }
}
