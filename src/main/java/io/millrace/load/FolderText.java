package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.Truncation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a folder's files say about texts: {@code sentence_bert_config.json}, {@code
 * config_sentence_transformers.json} and {@code tokenizer_config.json}.
 *
 * @param files reads those beside the model
 * @param home where {@code modules.json} lies if there is one, and what goes with it
 */
record FolderText(FolderTokenizer files, Path home) {

  private static final String TOKENIZER = "tokenizer_config.json";
  private static final String PROMPTS = "config_sentence_transformers.json";
  private static final String MODULES = "modules.json";
  private static final String DEFAULT_PROMPT = "default_prompt_name";

  /** The first of them names this file; others were written before it. */
  private static final List<String> TRANSFORMERS =
      List.of(
          "sentence_bert_config.json",
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_camembert_config.json",
          "sentence_xlm-roberta_config.json");

  private static final List<String> SILENT =
      List.of("Roberta", "XLMRoberta", "Camembert", "DistilBert", "MPNet");

  /** Files write 1e30 for no limit. */
  private static final double LONGEST = 1e9;

  /**
   * Reads them.
   *
   * @throws FormatException if one is wrong
   */
  TextSettings read(TextTokenizer tokenizer, TextSettings.PromptUse promptUse) throws IOException {
    Optional<Integer> most =
        ofTransformer(f -> f.find("max_seq_length").map(n -> n.asInt(1, 1 << 30)));
    Map<String, String> prompts = in(PROMPTS, FolderText::prompts);
    return new TextSettings(
        most.isPresent() ? most.get() : in(TOKENIZER, FolderText::most),
        side(tokenizer),
        in(TOKENIZER, FolderText::parts),
        prompts,
        in(PROMPTS, file -> defaultPrompt(file, prompts)),
        promptUse);
  }

  /**
   * Makes the tokenizer, of texts in lower case if the modules want them so.
   *
   * @throws FormatException if a file is wrong
   */
  TextTokenizer tokenizer() throws IOException {
    TextTokenizer plain = files.loadPlain();
    boolean lower =
        ofTransformer(f -> f.find("do_lower_case").map(JsonField::asBoolean)).orElse(false);
    return lower ? plain.inLowerCase() : plain;
  }

  /**
   * Elements of a vector that are kept.
   *
   * @throws FormatException if the file is wrong
   */
  int elements() throws IOException {
    return in(PROMPTS, file -> file.find("truncate_dim").map(n -> n.asInt(1, 1 << 20)))
        .orElse(EncoderSettings.ALL);
  }

  /** Reads something of the config of the first module, nothing if there are no modules. */
  private <T> Optional<T> ofTransformer(Reader<Optional<T>> reader) throws IOException {
    String transformer =
        TRANSFORMERS.stream().filter(this::isThere).findFirst().orElse(TRANSFORMERS.get(0));
    return isThere(MODULES) ? in(transformer, reader) : Optional.empty();
  }

  /** Tokenizers of some families do not say it, whatever their tokenizer.json would. */
  private static TextSettings.Parts parts(JsonField config) {
    Optional<JsonField> inputs = config.find("model_input_names");
    String tokenizer = config.find("tokenizer_class").map(JsonField::asString).orElse("");
    boolean told =
        inputs.isPresent()
            ? inputs.get().elements().stream()
                .anyMatch(name -> name.asString().equals("token_type_ids"))
            : SILENT.stream().noneMatch(tokenizer::startsWith);
    return told ? TextSettings.Parts.TOLD_APART : TextSettings.Parts.ALIKE;
  }

  private static int most(JsonField config) {
    double most =
        config
            .find("model_max_length")
            .map(length -> length.asDouble(1, Double.MAX_VALUE))
            .orElse(Double.MAX_VALUE);
    return most > LONGEST ? Integer.MAX_VALUE : (int) most;
  }

  private Truncation.Side side(TextTokenizer tokenizer) throws IOException {
    return in(TOKENIZER, config -> config.find("truncation_side").map(JsonField::asString))
        .map(side -> side.equals("left") ? Truncation.Side.LEFT : Truncation.Side.RIGHT)
        .orElse(tokenizer.truncation().side());
  }

  private static Map<String, String> prompts(JsonField file) {
    Map<String, String> prompts = new LinkedHashMap<>();
    Optional<JsonField> field = file.find("prompts");
    if (field.isPresent()) {
      for (String name : field.get().object().members().keySet()) {
        field.get().find(name).ifPresent(text -> prompts.put(name, text.asString()));
      }
    }
    return prompts;
  }

  private static Optional<String> defaultPrompt(JsonField file, Map<String, String> prompts) {
    Optional<JsonField> name = file.find(DEFAULT_PROMPT);
    if (name.isPresent() && !prompts.containsKey(name.get().asString())) {
      throw name.get().wrong("one of the prompts " + prompts.keySet());
    }
    return name.map(JsonField::asString);
  }

  private boolean isThere(String name) {
    return Files.isRegularFile(place(name));
  }

  private Path place(String name) {
    boolean ofModules = name.equals(MODULES) || name.equals(PROMPTS);
    return (ofModules ? home : files.folder()).resolve(name);
  }

  private interface Reader<T> {
    T read(JsonField file);
  }

  /** Reads something of a file, of an empty object if there is none. */
  private <T> T in(String name, Reader<T> reader) throws IOException {
    Path file = place(name);
    try {
      return reader.read(FolderTokenizer.optional(file));
    } catch (JsonException e) {
      throw new FormatException(JsonFile.label(file) + ": " + e.getMessage());
    }
  }
}
