package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.Optional;

/**
 * The tokens of a {@code tokenizer.json} that have a row in the embedding; others can never be read
 * nor come out. Such is the token for images that text models of Gemma 3 lack.
 *
 * @param rows ids from this on are left out
 */
record EmbeddedTokens(int rows) {

  private static final String ADDED = "added_tokens";
  private static final String MODEL = "model";
  private static final String VOCABULARY = "vocab";

  /** The file without the other tokens; what is not as it should be stays for its reader. */
  JsonObject of(JsonObject file) {
    JsonObject kept = file;
    if (file.get(ADDED).orElse(JsonValue.nothing()) instanceof JsonArray added) {
      kept = with(kept, ADDED, known(added));
    }
    Optional<JsonObject> model = object(file.get(MODEL));
    Optional<JsonObject> vocabulary = model.flatMap(m -> object(m.get(VOCABULARY)));
    if (vocabulary.stream().flatMap(v -> v.members().values().stream()).anyMatch(this::lacks)) {
      kept = with(kept, MODEL, with(model.get(), VOCABULARY, known(vocabulary.get())));
    }
    return kept;
  }

  private static Optional<JsonObject> object(Optional<JsonValue> value) {
    return value.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  private static JsonObject with(JsonObject object, String member, JsonValue value) {
    JsonObject.Builder copy = JsonObject.builder();
    object.members().forEach(copy::put);
    return copy.put(member, value).build();
  }

  private JsonArray known(JsonArray added) {
    JsonArray.Builder kept = JsonArray.builder();
    for (int i = 0; i < added.size(); i++) {
      Optional<JsonValue> id = object(Optional.of(added.get(i))).flatMap(token -> token.get("id"));
      if (id.isEmpty() || !lacks(id.get())) {
        kept.add(added.get(i));
      }
    }
    return kept.build();
  }

  private JsonObject known(JsonObject vocabulary) {
    JsonObject.Builder kept = JsonObject.builder();
    vocabulary
        .members()
        .forEach(
            (piece, id) -> {
              if (!lacks(id)) {
                kept.put(piece, id);
              }
            });
    return kept.build();
  }

  private boolean lacks(JsonValue id) {
    return id instanceof JsonNumber number && number.isInteger() && number.doubleValue() >= rows;
  }
}
