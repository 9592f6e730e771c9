package io.millrace.load;

import io.millrace.model.EncoderNetwork;
import io.millrace.model.Readout;

/**
 * An encoder and what is made of its hidden states.
 *
 * @param network closed by whoever has it
 * @param readout made of the same weights
 * @param settings how it is to be used, within the network's limits
 */
record BuiltEncoder(EncoderNetwork network, Readout readout, EncoderSettings settings) {

  /** What it is for, in words. */
  String purpose() {
    int most = settings.texts().mostTokens();
    int width = readout.width(network.shape().width());
    return switch (settings.labels().subject()) {
      case NOTHING ->
          "text encoder: vectors of %d, texts of at most %d tokens"
              .formatted(Math.min(width, settings.elements()), most);
      case TEXTS ->
          (width == 1 ? "reranker, or classifier of 1 label" : "classifier of " + width + " labels")
              + ": texts or pairs of at most "
              + most
              + " tokens";
      case TOKENS ->
          "classifier of tokens, %d labels: texts of at most %d tokens".formatted(width, most);
    };
  }
}
