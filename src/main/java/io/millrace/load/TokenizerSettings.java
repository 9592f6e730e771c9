package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a folder says about its tokenizer beside the vocabulary: {@code tokenizer_config.json} and,
 * of folders older than its list of added tokens, {@code special_tokens_map.json} and {@code
 * added_tokens.json}.
 *
 * <p>As in {@code transformers}, the two older files count only where {@code tokenizer_config.json}
 * lists no added tokens, and there they have the last word.
 *
 * @param folder where they lie
 */
record TokenizerSettings(Path folder) {

  static final String CONFIG = "tokenizer_config.json";
  private static final String SPECIAL = "special_tokens_map.json";
  private static final String ADDED = "added_tokens.json";
  private static final String LIST = "added_tokens_decoder";

  /**
   * One object with the members of {@code tokenizer_config.json}, JSON's null where no file is.
   *
   * @throws FormatException if a file is wrong
   */
  JsonValue read() throws IOException {
    Optional<JsonObject> config = object(CONFIG);
    if (config.isPresent() && config.get().get(LIST).isPresent()) {
      return config.get();
    }
    Optional<JsonObject> special = object(SPECIAL);
    Optional<JsonObject> added = object(ADDED);
    if (config.isEmpty() && special.isEmpty() && added.isEmpty()) {
      return JsonValue.nothing();
    }
    JsonObject.Builder all = JsonObject.builder();
    config.ifPresent(object -> object.members().forEach(all::put));
    if (special.isPresent()) {
      check(special.get());
      special.get().members().forEach(all::put);
    }
    if (added.isPresent()) {
      all.put(LIST, list(added.get(), spellings(all.build())));
    }
    return all.build();
  }

  private Optional<JsonObject> object(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonFile.read(file).at("").object());
    } catch (JsonException e) {
      throw wrong(name, e);
    }
  }

  private FormatException wrong(String name, JsonException e) {
    return new FormatException(JsonFile.label(folder.resolve(name)) + ": " + e.getMessage());
  }

  private void check(JsonObject special) throws FormatException {
    try {
      for (String role : special.members().keySet()) {
        if (role.endsWith("_token")) {
          special.at("").find(role).ifPresent(TokenizerSettings::spelling);
        }
      }
    } catch (JsonException e) {
      throw wrong(SPECIAL, e);
    }
  }

  private static String spelling(JsonField token) {
    boolean plain = token.value() instanceof JsonString;
    return (plain ? token : token.require("content")).asString();
  }

  /** What the tokens with a purpose are written like. */
  private static Set<String> spellings(JsonObject settings) {
    Set<String> spellings = new HashSet<>();
    for (Map.Entry<String, JsonValue> member : settings.members().entrySet()) {
      JsonValue value = member.getValue();
      if (member.getKey().endsWith("_token")) {
        spellingOf(value).ifPresent(spellings::add);
      } else if (member.getKey().endsWith("_special_tokens")
          && value instanceof JsonArray several) {
        for (int i = 0; i < several.size(); i++) {
          spellingOf(several.get(i)).ifPresent(spellings::add);
        }
      }
    }
    return spellings;
  }

  private static Optional<String> spellingOf(JsonValue token) {
    JsonValue text =
        token instanceof JsonObject object
            ? object.get("content").orElse(JsonValue.nothing())
            : token;
    return text instanceof JsonString string ? Optional.of(string.value()) : Optional.empty();
  }

  /** As {@code tokenizer_config.json} would list them. */
  private JsonObject list(JsonObject added, Set<String> special) throws FormatException {
    JsonObject.Builder list = JsonObject.builder();
    try {
      for (Map.Entry<String, JsonValue> token : added.members().entrySet()) {
        int id = token.getValue().at(token.getKey()).asInt(0, 999_999_999);
        boolean purpose = special.contains(token.getKey());
        list.put(
            Integer.toString(id),
            JsonObject.builder()
                .put("content", token.getKey())
                .put("special", purpose)
                .put("normalized", !purpose)
                .build());
      }
    } catch (JsonException e) {
      throw wrong(ADDED, e);
    }
    return list.build();
  }
}
