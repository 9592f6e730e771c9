package io.millrace;

import java.io.IOException;

/** An opened model of any kind. Threads may share it. */
public sealed interface Model extends AutoCloseable
    permits LanguageModel, TextEncoder, Classifier, Reranker, Translator {

  /**
   * Opens a model as what its files say that it is; one with an encoder and a decoder as a language
   * model, which {@link Translator} opens as well.
   *
   * @param pathOrName a {@code .gguf} file (of a split one, the first), a Hugging Face model
   *     folder, or the name of a model that {@code pull} fetched
   * @throws IOException if there is no such file, it is damaged, or its architecture is unsupported
   * @throws IllegalStateException if the options ask for kernels that cannot run here
   */
  static Model open(String pathOrName, ModelOptions options) throws IOException {
    return AnyOpening.open(pathOrName, options);
  }

  /** What the model is and what it runs on. The first call may read the whole file for its hash. */
  ModelInfo info();

  /** Splits text as this model reads it: no special tokens are parsed, none are added. */
  Tokens tokenize(String text);

  /** Waits for the requests in flight, then gives all memory back. Later calls do nothing. */
  @Override
  void close();
}
