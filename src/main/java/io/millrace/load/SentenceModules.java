package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.model.HeadFunction;
import io.millrace.model.Pooling;
import io.millrace.model.PoolingMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The modules of a sentence-transformers folder, as {@code modules.json} lists them.
 *
 * @param head pooling and what follows, but for a last module that brings vectors to length 1
 * @param lengths whether there is such a module
 * @param prompts whether the tokens of a prompt count in pooling
 * @param folders where tensors lie, by the name that the head calls them
 */
record SentenceModules(
    SentenceHead head,
    EncoderSettings.Lengths lengths,
    TextSettings.PromptUse prompts,
    Map<String, Path> folders) {

  private static final String FILE = "modules.json";
  private static final String EMBEDDING = "sentence_embedding";
  private static final int MOST_WIDTH = 1 << 20;

  private static final Map<String, PoolingMode> MODES =
      Map.of(
          "cls", PoolingMode.FIRST,
          "max", PoolingMode.MAX,
          "mean", PoolingMode.MEAN,
          "mean_sqrt_len_tokens", PoolingMode.MEAN_ROOT,
          "weightedmean", PoolingMode.WEIGHTED_MEAN,
          "lasttoken", PoolingMode.LAST);

  /** Older folders have a truth value for each mode; vectors stand side by side in this order. */
  private static final List<Map.Entry<String, PoolingMode>> FLAGS =
      List.of(
          Map.entry("pooling_mode_cls_token", PoolingMode.FIRST),
          Map.entry("pooling_mode_max_tokens", PoolingMode.MAX),
          Map.entry("pooling_mode_mean_tokens", PoolingMode.MEAN),
          Map.entry("pooling_mode_mean_sqrt_len_tokens", PoolingMode.MEAN_ROOT),
          Map.entry("pooling_mode_weightedmean_tokens", PoolingMode.WEIGHTED_MEAN),
          Map.entry("pooling_mode_lasttoken", PoolingMode.LAST));

  private static final Map<String, HeadFunction> FUNCTIONS =
      Map.of(
          "Identity", HeadFunction.IDENTITY,
          "Tanh", HeadFunction.TANH,
          "ReLU", HeadFunction.RELU,
          "SiLU", HeadFunction.SILU,
          "GELU", HeadFunction.GELU,
          "Sigmoid", HeadFunction.SIGMOID);

  /** A folder without modules: the mean of the hidden states, as sentence-transformers has it. */
  static SentenceModules mean() {
    return new SentenceModules(
        new SentenceHead(Pooling.of(PoolingMode.MEAN), List.of()),
        EncoderSettings.Lengths.AS_COMPUTED,
        TextSettings.PromptUse.COUNTED,
        Map.of());
  }

  /** Whether a folder lists a module that pools. */
  static boolean pools(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      return JsonFile.read(file).at("").elements().stream()
          .anyMatch(module -> kind(module).equals("Pooling"));
    } catch (JsonException e) {
      throw wrong(file, e);
    }
  }

  /**
   * Reads the modules of a folder.
   *
   * @param width elements of a hidden state
   * @throws FormatException if a file is missing or wrong, or a module is not supported
   */
  static SentenceModules read(Path folder, int width) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return mean();
    }
    try {
      List<JsonField> modules = JsonFile.read(file).at("").elements();
      return new Reading(folder, width).read(modules);
    } catch (JsonException e) {
      throw wrong(file, e);
    }
  }

  /** The class of a module, without its package. */
  private static String kind(JsonField module) {
    String type = module.require("type").asString();
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static FormatException wrong(Path file, JsonException e) {
    return new FormatException(JsonFile.label(file) + ": " + e.getMessage());
  }

  /** Modules while they are being read. */
  private static final class Reading {

    private final Path folder;
    private final int width;
    private final List<SentenceHead.Module> modules = new ArrayList<>();
    private final Map<String, Path> folders = new LinkedHashMap<>();
    private Optional<Pooling> pooling = Optional.empty();
    private TextSettings.PromptUse prompts = TextSettings.PromptUse.COUNTED;

    Reading(Path folder, int width) {
      this.folder = folder;
      this.width = width;
    }

    SentenceModules read(List<JsonField> list) throws IOException {
      for (int i = 0; i < list.size(); i++) {
        JsonField module = list.get(i);
        String kind = kind(module);
        if (i == 0) {
          transformer(module, kind);
        } else if (i == 1) {
          pooling(module, kind);
        } else {
          modules.add(module(module, kind));
        }
      }
      if (pooling.isEmpty()) {
        throw new JsonException(
            "found %d modules, expected Transformer and Pooling at least".formatted(list.size()));
      }
      return finished();
    }

    private SentenceModules finished() {
      int last = modules.size() - 1;
      boolean unit = last >= 0 && modules.get(last) instanceof SentenceHead.Normalize;
      return new SentenceModules(
          new SentenceHead(pooling.orElseThrow(), unit ? modules.subList(0, last) : modules),
          unit ? EncoderSettings.Lengths.ONE : EncoderSettings.Lengths.AS_COMPUTED,
          prompts,
          folders);
    }

    private void transformer(JsonField module, String kind) {
      if (!kind.equals("Transformer")) {
        throw module.require("type").wrong("a Transformer as the first module");
      }
      JsonField path = module.require("path");
      if (!path.asString().isEmpty()) {
        throw path.wrong("an empty one; models in folders of their own are not supported");
      }
    }

    private void pooling(JsonField module, String kind) throws IOException {
      if (!kind.equals("Pooling")) {
        throw module.require("type").wrong("a Pooling as the second module");
      }
      Path file = path(module).resolve("config.json");
      JsonField config = config(file);
      try {
        Optional<JsonField> given =
            config.find("embedding_dimension").or(() -> config.find("word_embedding_dimension"));
        JsonField dimension = given.orElseGet(() -> config.require("embedding_dimension"));
        if (dimension.asInt(1, MOST_WIDTH) != width) {
          throw dimension.wrong(width + ", as config.json says");
        }
        boolean counted = config.find("include_prompt").map(JsonField::asBoolean).orElse(true);
        prompts = counted ? TextSettings.PromptUse.COUNTED : TextSettings.PromptUse.LEFT_OUT;
        pooling = Optional.of(new Pooling(modes(config)));
      } catch (JsonException e) {
        throw wrong(file, e);
      }
    }

    private static List<PoolingMode> modes(JsonField config) {
      Optional<JsonField> named = config.find("pooling_mode");
      if (named.isPresent()) {
        boolean several = named.get().value() instanceof JsonArray;
        List<JsonField> names = several ? named.get().elements() : List.of(named.get());
        if (names.isEmpty()) {
          throw named.get().wrong("at least one mode");
        }
        return names.stream().map(Reading::mode).toList();
      }
      List<PoolingMode> modes =
          FLAGS.stream()
              .filter(flag -> config.find(flag.getKey()).map(JsonField::asBoolean).orElse(false))
              .map(Map.Entry::getValue)
              .toList();
      return modes.isEmpty() ? List.of(PoolingMode.MEAN) : modes;
    }

    private static PoolingMode mode(JsonField name) {
      if (!MODES.containsKey(name.asString())) {
        throw name.wrong("one of " + String.join(", ", MODES.keySet().stream().sorted().toList()));
      }
      return MODES.get(name.asString());
    }

    private SentenceHead.Module module(JsonField module, String kind) throws IOException {
      return switch (kind) {
        case "Dense" -> dense(module);
        case "LayerNorm" -> layerNorm(module);
        case "Normalize" -> new SentenceHead.Normalize();
        default ->
            throw module
                .require("type")
                .wrong("Transformer, Pooling, Dense, LayerNorm or Normalize");
      };
    }

    private SentenceHead.Module dense(JsonField module) throws IOException {
      Path place = path(module);
      Path file = place.resolve("config.json");
      JsonField config = config(file);
      String name = "linear." + folders.size();
      folders.put(name, place);
      try {
        for (String member : List.of("module_input_name", "module_output_name")) {
          config
              .find(member)
              .filter(field -> !field.asString().equals(EMBEDDING))
              .ifPresent(
                  field -> {
                    throw field.wrong(EMBEDDING);
                  });
        }
        config
            .find("use_residual")
            .filter(JsonField::asBoolean)
            .ifPresent(
                field -> {
                  throw field.wrong("false; residual layers are not supported");
                });
        return new SentenceHead.Dense(
            name,
            JsonFile.label(file) + ": ",
            config.require("in_features").asInt(1, MOST_WIDTH),
            config.require("out_features").asInt(1, MOST_WIDTH),
            config.find("bias").map(JsonField::asBoolean).orElse(true),
            function(config));
      } catch (JsonException e) {
        throw wrong(file, e);
      }
    }

    private static HeadFunction function(JsonField config) {
      Optional<JsonField> path = config.find("activation_function");
      if (path.isEmpty()) {
        return HeadFunction.TANH;
      }
      String name = path.get().asString();
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (!name.startsWith("torch.") || !FUNCTIONS.containsKey(last)) {
        throw path.get()
            .wrong(
                "one of torch's "
                    + String.join(", ", FUNCTIONS.keySet().stream().sorted().toList()));
      }
      return FUNCTIONS.get(last);
    }

    private SentenceHead.Module layerNorm(JsonField module) throws IOException {
      Path place = path(module);
      Path file = place.resolve("config.json");
      String name = "norm." + folders.size();
      folders.put(name, place);
      try {
        int dimension = config(file).require("dimension").asInt(1, MOST_WIDTH);
        return new SentenceHead.LayerNorm(name, JsonFile.label(file) + ": ", dimension);
      } catch (JsonException e) {
        throw wrong(file, e);
      }
    }

    private Path path(JsonField module) {
      JsonField path = module.require("path");
      String name = path.asString();
      if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]*")) {
        throw path.wrong("the name of a folder beside modules.json");
      }
      return folder.resolve(name);
    }

    private static JsonField config(Path file) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new FormatException(
            "%s: no such file, expected it as modules.json says".formatted(JsonFile.label(file)));
      }
      JsonField config = JsonFile.read(file).at("");
      if (!(config.value() instanceof JsonObject)) {
        throw wrong(file, config.wrong("an object"));
      }
      return config;
    }
  }
}
