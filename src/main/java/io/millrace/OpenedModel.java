package io.millrace;

import io.millrace.kernel.Kernels;
import io.millrace.load.LoadedModel;
import io.millrace.store.ModelStore;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** A loaded model with what it runs on, and what is known about it. */
final class OpenedModel implements AutoCloseable {

  private final Path file;
  private final ModelStore store;
  private final ModelOptions options;
  private final Kernels kernels;
  private final LoadedModel loaded;
  private Optional<ModelInfo> info = Optional.empty();

  OpenedModel(
      Path file, ModelStore store, ModelOptions options, Kernels kernels, LoadedModel loaded) {
    this.file = file;
    this.store = store;
    this.options = options;
    this.kernels = kernels;
    this.loaded = loaded;
  }

  Tokenizer tokenizer() {
    return loaded.tokenizer();
  }

  int contextLength() {
    return loaded.network().shape().contextLength();
  }

  int maxSequences() {
    return options.maxSequences();
  }

  Kernels kernels() {
    return kernels;
  }

  LoadedModel loaded() {
    return loaded;
  }

  /** The template in force, the file's or the options'. */
  Optional<String> chatTemplate() {
    return options.chatTemplate().or(loaded::chatTemplate);
  }

  /** Reads the whole file the first time, for its hash. */
  synchronized ModelInfo info() {
    if (info.isEmpty()) {
      info = Optional.of(describe());
    }
    return info.get();
  }

  private ModelInfo describe() {
    try {
      return new ModelInfo(
          file,
          loaded.facts().architecture(),
          contextLength(),
          tokenizer().vocabulary().size(),
          chatTemplate().isPresent(),
          Fingerprint.of(file, store),
          kernels.name(),
          kernels.threads(),
          options.maxSequences());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read for its hash", e);
    }
  }

  @Override
  public void close() {
    loaded.close();
    kernels.close();
  }
}
