package io.millrace.cli;

import io.millrace.store.ModelStore;
import java.io.IOException;
import java.io.PrintWriter;

/** The model that commands take when none is named. */
final class DefaultModel {

  /** Gemma 3, 270 million parameters, base, Q4_K_M. */
  static final String NAME = "gemma3-270m";

  private DefaultModel() {}

  /** Fetches {@code model} if it is a known name that is not there yet. */
  static void fetch(String model, PrintWriter err) throws IOException {
    ModelStore store = ModelStore.open();
    if (store.known().stream().anyMatch(known -> known.isCalled(model))) {
      try (DownloadDisplay display = new DownloadDisplay(err)) {
        store.pull(model, display);
      }
    }
  }
}
