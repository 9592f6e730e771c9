package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  private static final int MOST_WIDTH = 1 << 20;

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
      throw ModuleConfig.wrong(file, e);
    }
  }

  /**
   * Reads the modules of a folder; one without a list of them has the mean of its hidden states.
   *
   * @param width elements of a hidden state
   * @throws FormatException if a file is missing or wrong, or a module is not supported
   */
  static SentenceModules read(Path folder, int width) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return of(PoolingConfig.mean(), List.of(), Map.of());
    }
    try {
      return read(folder, JsonFile.read(file).at("").elements(), width);
    } catch (JsonException e) {
      throw ModuleConfig.wrong(file, e);
    }
  }

  private static SentenceModules read(Path folder, List<JsonField> list, int width)
      throws IOException {
    if (list.size() < 2) {
      throw new JsonException(
          "found %d modules, expected Transformer and Pooling at least".formatted(list.size()));
    }
    checkTransformer(list.get(0));
    expect(list.get(1), "Pooling", "a Pooling as the second module");
    PoolingConfig pooling =
        ModuleConfig.open(folder, list.get(1)).read(root -> PoolingConfig.read(root, width));
    List<SentenceHead.Module> modules = new ArrayList<>();
    Map<String, Path> folders = new LinkedHashMap<>();
    for (JsonField module : list.subList(2, list.size())) {
      modules.add(module(folder, module, folders));
    }
    return of(pooling, modules, folders);
  }

  private static SentenceModules of(
      PoolingConfig pooling, List<SentenceHead.Module> modules, Map<String, Path> folders) {
    int last = modules.size() - 1;
    boolean unit = last >= 0 && modules.get(last) instanceof SentenceHead.Normalize;
    return new SentenceModules(
        new SentenceHead(pooling.pooling(), unit ? modules.subList(0, last) : modules),
        unit ? EncoderSettings.Lengths.ONE : EncoderSettings.Lengths.AS_COMPUTED,
        pooling.prompts(),
        folders);
  }

  private static void checkTransformer(JsonField module) {
    expect(module, "Transformer", "a Transformer as the first module");
    JsonField path = module.require("path");
    if (!path.asString().isEmpty()) {
      throw path.wrong("an empty one; models in folders of their own are not supported");
    }
  }

  private static void expect(JsonField module, String kind, String expected) {
    if (!kind(module).equals(kind)) {
      throw module.require("type").wrong(expected);
    }
  }

  /** The class of a module, without its package. */
  private static String kind(JsonField module) {
    String type = module.require("type").asString();
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static SentenceHead.Module module(
      Path folder, JsonField module, Map<String, Path> folders) throws IOException {
    return switch (kind(module)) {
      case "Dense" -> {
        ModuleConfig config = ModuleConfig.open(folder, module);
        String name = named("linear.", config, folders);
        yield config.read(root -> DenseConfig.read(root, name, config.label()));
      }
      case "LayerNorm" -> {
        ModuleConfig config = ModuleConfig.open(folder, module);
        String name = named("norm.", config, folders);
        int dimension = config.read(root -> root.require("dimension").asInt(1, MOST_WIDTH));
        yield new SentenceHead.LayerNorm(name, config.label(), dimension);
      }
      case "Normalize" -> new SentenceHead.Normalize();
      default ->
          throw module.require("type").wrong("Transformer, Pooling, Dense, LayerNorm or Normalize");
    };
  }

  /** The name of a module's tensors, noted with the folder in which they lie. */
  private static String named(String kind, ModuleConfig config, Map<String, Path> folders) {
    String name = kind + folders.size();
    folders.put(name, config.folder());
    return name;
  }
}
