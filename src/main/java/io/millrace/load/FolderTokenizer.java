package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import io.millrace.load.SourceText.Languages;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tokenizer of a Hugging Face folder, and the tokens that end a generation.
 *
 * @param folder where its files lie
 * @param family its {@code model_type}
 * @param config what {@code config.json} says
 * @param rows of the embedding; published tokenizers may have tokens beyond them
 */
record FolderTokenizer(Path folder, String family, JsonField config, int rows) {

  private static final String TOKENIZER_CONFIG = TokenizerSettings.CONFIG;
  private static final String GENERATION_CONFIG = "generation_config.json";
  private static final String END = "eos_token_id";
  private static final int MOST_ROWS = 1 << 22;

  /** The tokenizer of a folder. */
  static FolderTokenizer of(Path folder) throws IOException {
    JsonField root = FolderSource.readConfig(folder);
    try {
      JsonField config = root.find("text_config").orElse(root);
      Optional<JsonField> size =
          config.find("decoder_vocab_size").or(() -> config.find("vocab_size"));
      int rows = size.map(v -> v.asInt(1, MOST_ROWS)).orElse(MOST_ROWS);
      String family = root.find("model_type").map(JsonField::asString).orElse("");
      return new FolderTokenizer(folder, family, config, rows);
    } catch (JsonException e) {
      throw FolderSource.inConfig(folder, e);
    }
  }

  /**
   * Makes the tokenizer. Conversations may end by more tokens than the files name; what is made of
   * a source ends by those alone.
   *
   * @throws FormatException if a file is missing, wrong or not supported
   */
  EndingTokenizer load() throws IOException {
    TextTokenizer inner = loadPlain();
    Set<Integer> ends = ends();
    return SourceFamilies.have(family) && !ends.isEmpty()
        ? new EndingTokenizer(inner, ends)
        : EndingTokenizer.of(inner, ends);
  }

  /** Makes the tokenizer of what the model reads; Marian writes by another one. */
  Tokenizer loadReader() throws IOException {
    return MarianFiles.areIn(folder) ? new MarianFiles(folder, settings()).source() : load();
  }

  /** Makes the tokenizer of a model that generates nothing. */
  TextTokenizer loadPlain() throws IOException {
    return new VocabularyFiles(folder, family, settings(), rows).read();
  }

  private JsonValue settings() throws IOException {
    return new TokenizerSettings(folder).read();
  }

  /**
   * How the model reads sources.
   *
   * @param target the tokenizer of what it writes, which is the sources' as well but for Marian
   */
  SourceText sourceText(EndingTokenizer target) throws IOException {
    boolean apart = MarianFiles.areIn(folder);
    TextTokenizer tokenizer = apart ? new MarianFiles(folder, settings()).source() : target.inner();
    Languages languages = new Languages(language("src_lang"), language("tgt_lang"));
    return new SourceText(tokenizer, languages, mostCut());
  }

  /** As many tokens as texts are cut to; absurd numbers stand for no limit. */
  private int mostCut() throws IOException {
    try {
      double most =
          optional(folder.resolve(TOKENIZER_CONFIG))
              .find("model_max_length")
              .map(length -> length.asDouble(1, Double.MAX_VALUE))
              .orElse(Double.MAX_VALUE);
      return most > MOST_ROWS ? Integer.MAX_VALUE : (int) most;
    } catch (JsonException e) {
      throw inTokenizerConfig(e);
    }
  }

  private Optional<String> language(String member) throws IOException {
    try {
      return optional(folder.resolve(TOKENIZER_CONFIG)).find(member).map(JsonField::asString);
    } catch (JsonException e) {
      throw inTokenizerConfig(e);
    }
  }

  private FormatException inTokenizerConfig(JsonException e) {
    Path file = folder.resolve(TOKENIZER_CONFIG);
    return new FormatException(JsonFile.label(file) + ": " + e.getMessage());
  }

  /** The ids of {@code generation_config.json}, else those of {@code config.json}. */
  private Set<Integer> ends() throws IOException {
    Optional<JsonField> generation = optional(folder.resolve(GENERATION_CONFIG)).find(END);
    try {
      return generation.or(() -> config.find(END)).map(this::ids).orElse(Set.of());
    } catch (JsonException e) {
      Path file = folder.resolve(generation.isPresent() ? GENERATION_CONFIG : "config.json");
      throw new FormatException(JsonFile.label(file) + ": " + e.getMessage());
    }
  }

  private Set<Integer> ids(JsonField field) {
    List<JsonField> fields = field.value() instanceof JsonArray ? field.elements() : List.of(field);
    Set<Integer> ids = new HashSet<>();
    for (JsonField each : fields) {
      int id = each.asInt(0, Integer.MAX_VALUE);
      if (id < rows) { // small models often name that of a large one, which can never come
        ids.add(id);
      }
    }
    return ids;
  }

  /** The members of a file that need not be there. */
  static JsonField optional(Path file) throws IOException {
    JsonField field =
        Files.isRegularFile(file)
            ? JsonFile.read(file).at("")
            : JsonObject.builder().build().at("");
    if (!(field.value() instanceof JsonObject)) {
      throw new FormatException(
          JsonFile.label(file) + ": " + field.wrong("an object").getMessage());
    }
    return field;
  }
}
