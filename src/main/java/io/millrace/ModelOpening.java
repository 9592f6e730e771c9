package io.millrace;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineOptions;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelOptions;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadOptions;
import io.millrace.load.LoadedModel;
import io.millrace.load.ModelKind;
import io.millrace.load.ModelLoader;
import io.millrace.store.ModelStore;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;

/** The way from a name to a running model. */
final class ModelOpening {

  private ModelOpening() {}

  static Translator openTranslator(String pathOrName, ModelOptions options) throws IOException {
    return open(
        pathOrName,
        options,
        file -> {
          ModelLoader.expect(file.file(), ModelKind.TRANSLATOR);
          EngineLanguageModel model = languageModel(file, options);
          return new EngineTranslator(model, model.translating());
        });
  }

  static EngineLanguageModel open(String pathOrName, ModelOptions options) throws IOException {
    return open(pathOrName, options, file -> languageModel(file, options));
  }

  private static EngineLanguageModel languageModel(OpenFile file, ModelOptions options)
      throws IOException {
    LoadedModel loaded = ModelLoader.load(file.file(), file.kernels(), loadOptions(options));
    return start(new OpenedModel(file, loaded), options);
  }

  /** Makes a model of a file and kernels. */
  interface Start<M> {
    M start(OpenFile file) throws IOException;
  }

  /** Finds the file and opens kernels, which are closed if the model cannot be made. */
  static <M> M open(String pathOrName, ModelOptions options, Start<M> start) throws IOException {
    ModelStore store = ModelStore.open();
    Path file = store.resolve(pathOrName);
    Kernels kernels = KernelChoice.open(options.kernels(), kernelOptions(options));
    try {
      return start.start(new OpenFile(file, store, options, kernels));
    } catch (IOException | RuntimeException | Error e) {
      kernels.close();
      throw e;
    }
  }

  private static EngineLanguageModel start(OpenedModel opened, ModelOptions options) {
    try {
      PromptReader prompts = new PromptReader(opened.tokenizer(), format(opened, options));
      Engine engine =
          new Engine(opened.loaded().network(), opened.kernels(), engineOptions(options, opened));
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

  /** How weights are loaded. */
  static LoadOptions loadOptions(ModelOptions options) {
    LoadOptions loading = LoadOptions.defaults();
    return options.weights() == ModelOptions.WeightType.AS_IS
        ? loading
        : loading.withWeights(DataType.valueOf(options.weights().name()));
  }

  private static EngineOptions engineOptions(ModelOptions options, OpenedModel opened) {
    return new EngineOptions(
        opened.maxSequences(),
        options.batchTokens().orElse(opened.engineDefaults().batchTokens()),
        CacheBudget.choose(options, opened.kernels().allocator()),
        options.cacheType().map(type -> DataType.valueOf(type.name())),
        switch (options.prefixCache()) {
          case ON -> EngineOptions.PrefixCache.ON;
          case OFF -> EngineOptions.PrefixCache.OFF;
        });
  }
}
