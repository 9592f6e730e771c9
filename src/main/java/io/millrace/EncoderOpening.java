package io.millrace;

import io.millrace.engine.EncoderOptions;
import io.millrace.load.EncoderLoader;
import io.millrace.load.LoadedEncoder;
import io.millrace.load.ModelKind;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.util.function.Function;

/** The way from a name to a running encoder. */
final class EncoderOpening {

  private EncoderOpening() {}

  static TextEncoder textEncoder(String pathOrName, ModelOptions options) throws IOException {
    return open(pathOrName, options, ModelKind.TEXT_ENCODER, EngineTextEncoder::new);
  }

  static Classifier classifier(String pathOrName, ModelOptions options) throws IOException {
    return open(pathOrName, options, ModelKind.CLASSIFIER, EngineClassifier::new);
  }

  static Reranker reranker(String pathOrName, ModelOptions options) throws IOException {
    return open(pathOrName, options, ModelKind.RERANKER, EngineReranker::new);
  }

  private static <M> M open(
      String pathOrName, ModelOptions options, ModelKind kind, Function<OpenedEncoder, M> make)
      throws IOException {
    return ModelOpening.open(
        pathOrName,
        options,
        file -> {
          LoadedEncoder loaded =
              EncoderLoader.load(
                  file.file(), file.kernels(), ModelOpening.loadOptions(options), kind);
          try {
            return make.apply(new OpenedEncoder(file, loaded, engineOptions(file)));
          } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
          }
        });
  }

  private static EncoderOptions engineOptions(OpenFile file) {
    ModelOptions options = file.options();
    int workers = file.kernels().threads();
    return new EncoderOptions(
        workers,
        options.batchTokens().orElse(EncoderOptions.forWorkers(workers).batchTokens()),
        CacheBudget.choose(options, file.kernels().allocator()),
        options.cacheType().map(type -> DataType.valueOf(type.name())));
  }
}
