package io.millrace;

import io.millrace.kernel.Kernels;
import io.millrace.store.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A model's file and what the model runs on.
 *
 * @param file a file or a folder
 * @param store remembers its hash
 * @param options it was opened with
 * @param kernels what computes
 */
record OpenFile(Path file, ModelStore store, ModelOptions options, Kernels kernels) {

  /**
   * Describes the model; reads the whole file for its hash unless that is remembered.
   *
   * @param chat whether there is a template for conversations
   * @param maxSequences sequences that are decoded together at most, unless the options say
   */
  ModelInfo describe(
      String architecture, int contextLength, int vocabulary, boolean chat, int maxSequences) {
    try {
      return new ModelInfo(
          file,
          architecture,
          contextLength,
          vocabulary,
          chat,
          Fingerprint.of(file, store),
          kernels.name(),
          kernels.threads(),
          options.maxSequences().orElse(maxSequences));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read for its hash", e);
    }
  }
}
