package io.millrace.load;

import io.millrace.tensor.DataType;
import java.util.Optional;

/**
 * How a model is loaded.
 *
 * @param contextLimit positions wanted at most, which matters to models that stretch their
 *     positions beyond a length only; default {@link ModelLoader#NO_LIMIT}
 * @param weights what matrices of F32, F16 and BF16 are quantized to; default empty: nothing
 */
public record LoadOptions(int contextLimit, Optional<DataType> weights) {

  /** Everything as the file has it. */
  public static LoadOptions defaults() {
    return new LoadOptions(ModelLoader.NO_LIMIT, Optional.empty());
  }

  public LoadOptions withContextLimit(int limit) {
    return new LoadOptions(limit, weights);
  }

  public LoadOptions withWeights(DataType type) {
    return new LoadOptions(contextLimit, Optional.of(type));
  }
}
