package io.millrace.load;

import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;

/** What a model makes of a text, for comparisons. */
final class ModelRun {

  /** Ids that every tiny model has. */
  static final int[] IDS = {5, 17, 100, 33, 280, 64, 9, 9, 201, 150, 77, 31};

  private ModelRun() {}

  /** The logits after each of {@link #IDS}. */
  static float[][] logits(Path path) throws IOException {
    return logits(path, LoadOptions.defaults());
  }

  /** The same of a model loaded with options. */
  static float[][] logits(Path path, LoadOptions options) throws IOException {
    float[][] logits = new float[IDS.length][];
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedModel model = ModelLoader.load(path, kernels, options);
        NetworkRunner runner = new NetworkRunner(model.network(), kernels, IDS.length)) {
      runner.logits(runner.whole(IDS), (row, values) -> logits[row] = values);
    }
    return logits;
  }
}
