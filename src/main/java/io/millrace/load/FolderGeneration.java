package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonBoolean;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonString;
import io.millrace.load.GenerationDefaults.EarlyStopping;
import io.millrace.load.GenerationDefaults.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The defaults for generating in a Hugging Face folder: {@code generation_config.json}, or where
 * there is none, members of {@code config.json}, which older folders keep them in.
 */
final class FolderGeneration {

  private static final String FILE = "generation_config.json";
  private static final String CONFIG = "config.json";
  private static final int MOST_WORDS = 1 << 16;
  private static final int MOST = 1 << 30;
  private static final int USUAL_TOP_K = 50; // where a file samples and does not say

  private final JsonField own;
  private final JsonField config;
  private final boolean sourced;

  private FolderGeneration(JsonField own, JsonField config) {
    this.own = own;
    this.config = config;
    sourced =
        config.find("model_type").map(JsonField::asString).filter(SourceFamilies::have).isPresent();
  }

  /**
   * Reads them.
   *
   * @throws FormatException if a value is of the wrong kind or out of its range; of a model with a
   *     source, also if one would change what is written and is not known
   */
  static GenerationDefaults read(Path folder) throws IOException {
    JsonField config = FolderSource.readConfig(folder);
    Path file = folder.resolve(FILE);
    boolean apart = Files.isRegularFile(file);
    JsonField own = apart ? JsonFile.read(file).at("") : config;
    try {
      own.object();
      return new FolderGeneration(own, config).read();
    } catch (JsonException e) {
      Path said = folder.resolve(apart ? FILE : CONFIG);
      throw new FormatException(JsonFile.label(said) + ": " + e.getMessage());
    }
  }

  private GenerationDefaults read() {
    if (sourced) {
      UnknownGeneration.refuse(own);
    }
    OptionalInt start = id(own, "decoder_start_token_id");
    start = start.isPresent() ? start : id(config, "decoder_start_token_id");
    start = start.isPresent() ? start : id(own, "bos_token_id");
    return new GenerationDefaults(
        start.isPresent() ? start : id(config, "bos_token_id"),
        id(own, "forced_bos_token_id"),
        id(own, "forced_eos_token_id"),
        ends(),
        badWords(),
        count("max_length"),
        count("max_new_tokens"),
        count("min_length").orElse(0),
        count("min_new_tokens").orElse(0),
        Math.max(1, count("num_beams").orElse(1)),
        lengthPenalty(),
        earlyStopping(),
        count("no_repeat_ngram_size").orElse(0),
        sourced ? number("repetition_penalty", 1, 1000) : 1,
        ids(own.find("suppress_tokens")),
        sampling(),
        Math.max(1, count("num_return_sequences").orElse(1)));
  }

  /** A token, the first if several are named. */
  private static OptionalInt id(JsonField object, String member) {
    Optional<JsonField> field = object.find(member);
    if (field.isEmpty()) {
      return OptionalInt.empty();
    }
    List<JsonField> each = list(field.get());
    return each.isEmpty() ? OptionalInt.empty() : OptionalInt.of(each.get(0).asInt(0, MOST));
  }

  private static List<JsonField> list(JsonField field) {
    return field.value() instanceof JsonArray ? field.elements() : List.of(field);
  }

  private Set<Integer> ends() {
    return ids(own.find("eos_token_id").or(() -> config.find("eos_token_id")));
  }

  private static Set<Integer> ids(Optional<JsonField> field) {
    Set<Integer> ids = new HashSet<>();
    field.ifPresent(f -> list(f).forEach(each -> ids.add(each.asInt(0, MOST))));
    return ids;
  }

  private double number(String member, double absent, double most) {
    return own.find(member).map(field -> field.asDouble(0, most)).orElse(absent);
  }

  private Optional<Sampling> sampling() {
    boolean samples = own.find("do_sample").map(JsonField::asBoolean).orElse(false);
    double temperature = number("temperature", 1, 1000);
    return samples && sourced && temperature > 0
        ? Optional.of(
            new Sampling(
                temperature,
                count("top_k").orElse(USUAL_TOP_K),
                number("top_p", 1, 1),
                number("min_p", 0, 1)))
        : Optional.empty();
  }

  private List<List<Integer>> badWords() {
    List<List<Integer>> words = new ArrayList<>();
    List<JsonField> fields = own.find("bad_words_ids").map(JsonField::elements).orElse(List.of());
    for (JsonField word : fields) {
      List<Integer> ids = word.elements().stream().map(each -> each.asInt(0, MOST)).toList();
      if (ids.isEmpty() || words.size() == MOST_WORDS) {
        throw word.wrong("1 token and more in each of at most " + MOST_WORDS + " words");
      }
      words.add(ids);
    }
    return words;
  }

  private OptionalInt count(String member) {
    return own.find(member)
        .map(field -> OptionalInt.of(field.asInt(0, MOST)))
        .orElse(OptionalInt.empty());
  }

  private OptionalDouble lengthPenalty() {
    return own.find("length_penalty")
        .map(field -> OptionalDouble.of(field.asDouble(-1e3, 1e3)))
        .orElse(OptionalDouble.empty());
  }

  private EarlyStopping earlyStopping() {
    Optional<JsonField> field = own.find("early_stopping");
    if (field.isEmpty()) {
      return EarlyStopping.UNLIKELY;
    }
    if (field.get().value() instanceof JsonString text && text.value().equals("never")) {
      return EarlyStopping.IMPOSSIBLE;
    }
    if (!(field.get().value() instanceof JsonBoolean)) {
      throw field.get().wrong("true, false or \"never\"");
    }
    return field.get().asBoolean() ? EarlyStopping.ENOUGH : EarlyStopping.UNLIKELY;
  }
}
