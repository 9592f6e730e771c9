package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.io.IOException;
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

  private static final int MOST_WIDTH = 1 << 20;

  /**
   * Reads the modules of a folder; one without a list of them has the mean of its hidden states.
   *
   * @param width elements of a hidden state
   * @throws FormatException if a file is missing or wrong, or a module is not supported
   */
  static SentenceModules read(ModuleList list, int width) throws IOException {
    if (!list.isThere()) {
      return of(PoolingConfig.mean(), List.of(), Map.of());
    }
    try {
      return readAll(list, width);
    } catch (JsonException e) {
      throw ModuleConfig.wrong(list.file(), e);
    }
  }

  private static SentenceModules readAll(ModuleList list, int width) throws IOException {
    List<JsonField> all = list.modules();
    if (!all.isEmpty()) {
      expect(all.get(0), "Transformer", "a Transformer as the first module");
    }
    if (all.size() < 2) {
      throw new JsonException(
          "found %d modules, expected Transformer and Pooling at least".formatted(all.size()));
    }
    expect(all.get(1), "Pooling", "a Pooling as the second module");
    PoolingConfig pooling =
        ModuleConfig.open(list, all.get(1)).read(root -> PoolingConfig.read(root, width));
    List<SentenceHead.Module> modules = new ArrayList<>();
    Map<String, Path> folders = new LinkedHashMap<>();
    for (JsonField module : all.subList(2, all.size())) {
      module(list, module, folders).ifPresent(modules::add);
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

  private static void expect(JsonField module, String kind, String expected) {
    if (!ModuleList.kind(module).equals(kind)) {
      throw module.require("type").wrong(expected);
    }
  }

  /** A module, if it does anything to a vector that is not trained on. */
  private static Optional<SentenceHead.Module> module(
      ModuleList list, JsonField module, Map<String, Path> folders) throws IOException {
    return switch (ModuleList.kind(module)) {
      case "Dense" -> Optional.of(dense(ModuleConfig.open(list, module), folders));
      case "LayerNorm" -> Optional.of(layerNorm(ModuleConfig.open(list, module), folders));
      case "Normalize" -> Optional.of(new SentenceHead.Normalize());
      case "Dropout" -> Optional.empty();
      default ->
          throw module
              .require("type")
              .wrong(
                  "Transformer, Pooling, Dense, LayerNorm, Normalize or Dropout of"
                      + " sentence_transformers");
    };
  }

  private static SentenceHead.Module dense(ModuleConfig config, Map<String, Path> folders)
      throws FormatException {
    int number = folders.size();
    folders.put("linear." + number, config.folder());
    SentenceHead.Dense dense = config.read(root -> DenseConfig.read(root, number, config.label()));
    if (dense.residual() == SentenceHead.Residual.PROJECTED) {
      folders.put("residual." + number, config.folder());
    }
    return dense;
  }

  private static SentenceHead.Module layerNorm(ModuleConfig config, Map<String, Path> folders)
      throws FormatException {
    int number = folders.size();
    folders.put("norm." + number, config.folder());
    int dimension = config.read(root -> root.require("dimension").asInt(1, MOST_WIDTH));
    return new SentenceHead.LayerNorm("norm." + number, config.label(), dimension);
  }
}
