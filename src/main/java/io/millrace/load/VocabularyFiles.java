package io.millrace.load;

import static java.util.Map.entry;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.TokenizerFiles;
import io.millrace.tokenizer.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a folder that hold its vocabulary: {@code tokenizer.json}, which says everything, or
 * else those that its family's first tokenizers read.
 *
 * @param folder where they lie
 * @param family its {@code model_type}, for settings that do not name a tokenizer
 * @param settings as {@link TokenizerSettings} has them
 * @param rows of the embedding
 */
record VocabularyFiles(Path folder, String family, JsonValue settings, int rows) {

  private static final String WHOLE = "tokenizer.json";
  private static final List<String> PIECES =
      List.of("tokenizer.model", "spiece.model", "sentencepiece.bpe.model");
  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String WORDS = "vocab.txt";
  private static final String CLASS = "tokenizer_class";

  /** Classes that say nothing of what a tokenizer does. */
  private static final Set<String> NAMELESS =
      Set.of("TokenizersBackend", "PreTrainedTokenizerFast", "PreTrainedTokenizer");

  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          entry("llama", "LlamaTokenizer"),
          entry("mistral", "LlamaTokenizer"),
          entry("phi3", "LlamaTokenizer"),
          entry("gemma2", "GemmaTokenizer"),
          entry("gemma3", "GemmaTokenizer"),
          entry("gemma3_text", "GemmaTokenizer"),
          entry("gpt2", "GPT2Tokenizer"),
          entry("roberta", "RobertaTokenizer"),
          entry("qwen2", "Qwen2Tokenizer"),
          entry("qwen3", "Qwen2Tokenizer"),
          entry("bart", "BartTokenizer"),
          entry("mbart", "MBartTokenizer"),
          entry("t5", "T5Tokenizer"),
          entry("mt5", "T5Tokenizer"));

  /** Families whose frames and ids no other file tells. */
  private static final Set<String> FRAMED = Set.of("camembert", "mpnet");

  /** The name of the file that the tokenizer is made of, for listings. */
  static String kind(Path folder) {
    if (MarianFiles.areIn(folder)) {
      return MarianFiles.SOURCE;
    }
    if (has(folder, WHOLE)) {
      return WHOLE;
    }
    if (has(folder, VOCABULARY) && has(folder, MERGES)) {
      return VOCABULARY;
    }
    Optional<String> pieces = PIECES.stream().filter(name -> has(folder, name)).findFirst();
    return pieces.orElse(has(folder, WORDS) ? WORDS : WHOLE);
  }

  private static boolean has(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  /**
   * Makes the tokenizer.
   *
   * @throws FormatException if no file is there, or one is wrong or not supported
   */
  TextTokenizer read() throws IOException {
    Path file = folder.resolve(kind(folder));
    if (!Files.isRegularFile(file)) {
      throw new FormatException(
          "%s: no such file, expected it beside config.json; download it"
              .formatted(JsonFile.label(file)));
    }
    try {
      return read(file);
    } catch (JsonException | IllegalArgumentException e) {
      throw new FormatException(JsonFile.label(file) + ": " + e.getMessage());
    }
  }

  private TextTokenizer read(Path file) throws IOException {
    if (FRAMED.contains(family) && !kind(folder).equals(WHOLE)) {
      throw new IllegalArgumentException(
          "is not enough for " + family + ", expected " + WHOLE + " beside it; download it");
    }
    return switch (kind(folder)) {
      case VOCABULARY ->
          complete(
              TokenizerFiles.bytePair(
                  JsonFile.read(file), JsonFile.bytes(folder.resolve(MERGES)), withClass()));
      case WORDS -> complete(TokenizerFiles.wordPiece(JsonFile.bytes(file), withClass()));
      case MarianFiles.SOURCE -> new MarianFiles(folder, settings).target();
      case WHOLE -> whole(file);
      default -> complete(TokenizerFiles.sentencePiece(JsonFile.bytes(file), withClass()));
    };
  }

  private TextTokenizer whole(Path file) throws IOException {
    JsonObject content = JsonFile.read(file).at("").object();
    return TokenizerJson.read(new EmbeddedTokens(rows).of(content), settings);
  }

  /** The settings, with the tokenizer of the family where they name none. */
  private JsonObject withClass() {
    JsonObject.Builder named = JsonObject.builder();
    if (settings instanceof JsonObject object) {
      object.members().forEach(named::put);
    }
    Optional<String> known = named.build().at("").find(CLASS).map(JsonField::asString);
    if (CLASSES.containsKey(family) && known.map(NAMELESS::contains).orElse(true)) {
      named.put(CLASS, CLASSES.get(family));
    }
    return named.build();
  }

  /** Refuses a tokenizer that lacks tokens of its model, which would be read as something else. */
  private TextTokenizer complete(TextTokenizer tokenizer) {
    int size = tokenizer.vocabulary().size();
    for (int id : listed()) {
      if (id >= size && id < rows) {
        throw new IllegalArgumentException(
            "has %d tokens, found token %d listed beside it; get the model's tokenizer.json"
                .formatted(size, id));
      }
    }
    return tokenizer;
  }

  /** The ids of tokens that were added to those of the vocabulary. */
  private List<Integer> listed() {
    List<Integer> ids = new ArrayList<>();
    Optional<JsonField> decoder = withClass().at("").find("added_tokens_decoder");
    for (String number : decoder.map(d -> d.object().members().keySet()).orElse(Set.of())) {
      ids.add(number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : Integer.MAX_VALUE);
    }
    return ids;
  }
}
