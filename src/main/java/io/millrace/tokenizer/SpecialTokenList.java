package io.millrace.tokenizer;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collects the {@code added_tokens} of a tokenizer file from a vocabulary and from what {@code
 * tokenizer_config.json} lists beyond it.
 */
final class SpecialTokenList {

  private final JsonObject vocab;
  private final Map<String, JsonObject> tokens = new LinkedHashMap<>();

  SpecialTokenList(JsonObject vocab, TokenizerConfig config) {
    this.vocab = vocab;
    Optional<JsonField> listed = config.field().find("added_tokens_decoder");
    if (listed.isPresent()) {
      for (Map.Entry<String, JsonValue> entry : listed.get().object().members().entrySet()) {
        addListed(entry.getKey(), entry.getValue().at(listed.get().path() + "." + entry.getKey()));
      }
    }
  }

  private void addListed(String number, JsonField token) {
    if (!number.matches("[0-9]{1,9}")) {
      throw token.wrong("a number for its name");
    }
    JsonObject.Builder added = JsonObject.builder().put("id", Long.parseLong(number));
    token.object().members().forEach(added::put);
    tokens.put(token.require("content").asString(), added.build());
  }

  /** Adds a token of the vocabulary, unless it is there already. */
  JsonObject add(String piece) {
    return addIfKnown(piece)
        .orElseThrow(
            () ->
                new JsonException(
                    "vocabulary: found no \""
                        + piece
                        + "\", expected it for its purpose; name the"
                        + " token that has it in tokenizer_config.json"));
  }

  /** Adds a token if the vocabulary has it. */
  Optional<JsonObject> addIfKnown(String piece) {
    return addIfKnown(piece, false);
  }

  /** Adds a mask token, which takes the blanks before it along. */
  void addMask(String piece) {
    addIfKnown(piece, true);
  }

  private Optional<JsonObject> addIfKnown(String piece, boolean stripsLeft) {
    Optional<JsonValue> id = vocab.get(piece);
    if (id.isPresent() && id.get() instanceof JsonNumber number && !tokens.containsKey(piece)) {
      tokens.put(
          piece,
          JsonObject.builder()
              .put("id", number)
              .put("content", piece)
              .put("special", true)
              .put("lstrip", stripsLeft)
              .put("normalized", false)
              .build());
    }
    return Optional.ofNullable(tokens.get(piece));
  }

  JsonArray all() {
    JsonArray.Builder array = JsonArray.builder();
    tokens.values().forEach(array::add);
    return array.build();
  }

  /** A part of a tokenizer file that has no settings. */
  static JsonObject part(String type) {
    return JsonObject.builder().put("type", type).build();
  }
}
