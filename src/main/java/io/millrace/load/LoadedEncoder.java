package io.millrace.load;

import io.millrace.model.EncoderNetwork;
import io.millrace.model.Readout;
import io.millrace.tokenizer.TextTokenizer;

/**
 * An encoder ready to run.
 *
 * @param network its weights are packed
 * @param readout what is made of its hidden states, but for the length of vectors
 * @param tokenizer text to ids
 * @param settings how its files say that it is to be used
 * @param facts what is in them
 */
public record LoadedEncoder(
    EncoderNetwork network,
    Readout readout,
    TextTokenizer tokenizer,
    EncoderSettings settings,
    ModelFacts facts)
    implements AutoCloseable {

  /** Gives the weights back. */
  @Override
  public void close() {
    network.close();
  }
}
