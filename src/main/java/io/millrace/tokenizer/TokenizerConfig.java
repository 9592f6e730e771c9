package io.millrace.tokenizer;

import io.millrace.json.JsonField;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@code tokenizer_config.json} adds to a tokenizer file; all of it may be missing. */
final class TokenizerConfig {

  private static final double LONGEST = 1e9; // files write 1e30 for no limit

  private final JsonField field;

  /**
   * Wraps the file's content.
   *
   * @param config the object, or JSON's null where there is no such file
   */
  TokenizerConfig(JsonValue config) {
    JsonValue object = config instanceof JsonNull ? JsonObject.builder().build() : config;
    field = object.at("tokenizer_config.json");
    field.object();
  }

  JsonField field() {
    return field;
  }

  /** The spelling of a token by its role, such as {@code bos_token}. */
  Optional<String> token(String role) {
    return field
        .find(role)
        .map(f -> f.value() instanceof JsonString ? f : f.require("content"))
        .map(JsonField::asString);
  }

  /**
   * The id of a token by its role, if the vocabulary has it.
   *
   * @param usual spelling of the control token that has the role where the file names none
   */
  OptionalInt id(String role, String usual, Vocabulary vocabulary) {
    Optional<String> spelling = token(role);
    OptionalInt id = vocabulary.id(spelling.orElse(usual));
    boolean control = id.isPresent() && vocabulary.kind(id.getAsInt()) == TokenKind.CONTROL;
    return spelling.isPresent() || control ? id : OptionalInt.empty();
  }

  String text(String name, String otherwise) {
    return field.find(name).map(JsonField::asString).orElse(otherwise);
  }

  boolean flag(String name, boolean otherwise) {
    return NormalizerReader.flag(field, name, otherwise);
  }

  /** The limit that the model's maker gives. */
  Truncation truncation() {
    double most =
        field
            .find("model_max_length")
            .map(length -> length.asDouble(0, Double.MAX_VALUE))
            .orElse(Double.MAX_VALUE);
    if (most > LONGEST) {
      return Truncation.none();
    }
    boolean left = text("truncation_side", "right").equals("left");
    return new Truncation(
        (int) most,
        left ? Truncation.Side.LEFT : Truncation.Side.RIGHT,
        Truncation.Strategy.LONGEST_FIRST);
  }
}
