package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The chat template of a Hugging Face folder: {@code chat_template.jinja}, or the member of {@code
 * tokenizer_config.json}.
 *
 * @param folder where they lie
 */
record FolderTemplate(Path folder) {

  private static final String FILE = "chat_template.jinja";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String MEMBER = "chat_template";
  private static final long LONGEST = 1 << 20;

  /** Its text, or empty if there is none. */
  Optional<String> read() throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.isRegularFile(file)) {
      return Optional.of(text(file));
    }
    Path config = folder.resolve(CONFIG);
    if (!Files.isRegularFile(config)) {
      return Optional.empty();
    }
    try {
      return JsonFile.read(config).at("").find(MEMBER).flatMap(FolderTemplate::text);
    } catch (JsonException e) {
      throw new FormatException(JsonFile.label(config) + ": " + e.getMessage());
    }
  }

  private static String text(Path file) throws IOException {
    long size = Files.size(file);
    if (size > LONGEST) {
      throw new FormatException(
          "%s: file has %d bytes, expected at most %d"
              .formatted(JsonFile.label(file), size, LONGEST));
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new FormatException(JsonFile.label(file) + ": is not UTF-8, expected a Jinja template");
    }
  }

  /** One template, or the default one of several. */
  private static Optional<String> text(JsonField field) {
    if (!(field.value() instanceof JsonArray)) {
      return Optional.of(field.asString());
    }
    return field.elements().stream()
        .filter(each -> each.require("name").asString().equals("default"))
        .map(each -> each.require("template").asString())
        .findFirst();
  }
}
