package io.millrace;

import io.millrace.load.ModelKind;
import io.millrace.load.ModelLoader;
import io.millrace.store.ModelStore;
import java.io.IOException;

/** The way from a name to a model of the kind that its files name. */
final class AnyOpening {

  private AnyOpening() {}

  static Model open(String pathOrName, ModelOptions options) throws IOException {
    ModelKind kind = ModelLoader.kind(ModelStore.open().resolve(pathOrName));
    return switch (kind) {
      case LANGUAGE_MODEL, TRANSLATOR -> LanguageModel.open(pathOrName, options);
      case TEXT_ENCODER -> TextEncoder.open(pathOrName, options);
      case CLASSIFIER -> Classifier.open(pathOrName, options);
      case RERANKER -> Reranker.open(pathOrName, options);
    };
  }
}
