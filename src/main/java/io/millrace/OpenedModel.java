package io.millrace;

import io.millrace.engine.EngineOptions;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadedModel;
import io.millrace.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.OptionalInt;

/** A loaded model with what it runs on, and what is known about it. */
final class OpenedModel implements AutoCloseable {

  private final OpenFile file;
  private final LoadedModel loaded;
  private Optional<ModelInfo> info = Optional.empty();

  OpenedModel(OpenFile file, LoadedModel loaded) {
    this.file = file;
    this.loaded = loaded;
  }

  Tokenizer tokenizer() {
    return loaded.tokenizer();
  }

  int contextLength() {
    return loaded.network().shape().contextLength();
  }

  /** The limits of its engine where the options say nothing. */
  EngineOptions engineDefaults() {
    return loaded.network().source().isPresent()
        ? EngineOptions.sourceDefaults()
        : EngineOptions.defaults();
  }

  int maxSequences() {
    return file.options().maxSequences().orElse(engineDefaults().maxSequences());
  }

  Kernels kernels() {
    return file.kernels();
  }

  LoadedModel loaded() {
    return loaded;
  }

  /** The template in force, the file's or the options'. */
  Optional<String> chatTemplate() {
    return file.options().chatTemplate().or(loaded::chatTemplate);
  }

  /** Reads the whole file the first time, for its hash. */
  synchronized ModelInfo info() {
    if (info.isEmpty()) {
      info = Optional.of(describe());
    }
    return info.get();
  }

  private ModelInfo describe() {
    boolean chat = chatTemplate().isPresent() && loaded.source().isEmpty();
    return file.describe(
            loaded.facts().architecture(),
            contextLength(),
            tokenizer().vocabulary().size(),
            chat,
            engineDefaults().maxSequences())
        .withPurpose(loaded.facts().purpose())
        .withSourceLength(sourceLength());
  }

  private OptionalInt sourceLength() {
    return loaded
        .network()
        .shape()
        .source()
        .map(source -> OptionalInt.of(source.contextLength()))
        .orElse(OptionalInt.empty());
  }

  @Override
  public void close() {
    loaded.close();
    file.kernels().close();
  }
}
