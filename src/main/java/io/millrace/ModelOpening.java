package io.millrace;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineOptions;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadOptions;
import io.millrace.load.LoadedModel;
import io.millrace.load.ModelLoader;
import io.millrace.store.ModelStore;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;

/** The way from a name to a running model. */
final class ModelOpening {

  private ModelOpening() {}

  static Translator openTranslator(String pathOrName, ModelOptions options) throws IOException {
    EngineLanguageModel model = open(pathOrName, options);
    if (!model.readsSources()) {
      String architecture = model.architecture();
      model.close();
      throw new IOException(
          "%s: is of the family %s, which continues texts; expected a model with an encoder and a"
                  .formatted(pathOrName, architecture)
              + " decoder; open it as a language model");
    }
    return new EngineTranslator(model, DecodingOptions.greedy());
  }

  static EngineLanguageModel open(String pathOrName, ModelOptions options) throws IOException {
    ModelStore store = ModelStore.open();
    Path file = store.resolve(pathOrName);
    Kernels kernels = KernelChoice.open(options.kernels(), kernelOptions(options));
    try {
      LoadedModel loaded = ModelLoader.load(file, kernels, loadOptions(options));
      return start(new OpenedModel(file, store, options, kernels, loaded), options);
    } catch (IOException | RuntimeException | Error e) {
      kernels.close();
      throw e;
    }
  }

  private static EngineLanguageModel start(OpenedModel opened, ModelOptions options) {
    try {
      PromptReader prompts = new PromptReader(opened.tokenizer(), format(opened, options));
      Engine engine =
          new Engine(
              opened.loaded().network(),
              opened.kernels(),
              engineOptions(options, opened.kernels()));
      return new EngineLanguageModel(opened, engine, prompts);
    } catch (RuntimeException | Error e) {
      opened.loaded().close();
      throw e;
    }
  }

  private static ChatFormat format(OpenedModel opened, ModelOptions options) {
    if (options.chatTemplate().isPresent()) {
      return TemplateFormat.given(options.chatTemplate().get(), opened.tokenizer());
    }
    return opened
        .loaded()
        .chatTemplate()
        .map(source -> TemplateFormat.ofModel(source, opened.tokenizer()))
        .orElse(ChatFormat.none());
  }

  private static KernelOptions kernelOptions(ModelOptions options) {
    return new KernelOptions(
        options.threads(),
        switch (options.floatProducts()) {
          case OWN -> KernelOptions.FloatProducts.OWN;
          case OPENBLAS -> KernelOptions.FloatProducts.OPENBLAS;
        });
  }

  private static LoadOptions loadOptions(ModelOptions options) {
    LoadOptions loading = LoadOptions.defaults();
    return options.weights() == ModelOptions.WeightType.AS_IS
        ? loading
        : loading.withWeights(DataType.valueOf(options.weights().name()));
  }

  private static EngineOptions engineOptions(ModelOptions options, Kernels kernels) {
    return new EngineOptions(
        options.maxSequences(),
        options.batchTokens(),
        CacheBudget.choose(options, kernels.allocator()),
        options.cacheType().map(type -> DataType.valueOf(type.name())),
        switch (options.prefixCache()) {
          case ON -> EngineOptions.PrefixCache.ON;
          case OFF -> EngineOptions.PrefixCache.OFF;
        });
  }
}
