package io.millrace.load;

import io.millrace.model.Network;
import io.millrace.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * A model ready to run.
 *
 * @param network its weights are packed
 * @param tokenizer text to ids and back
 * @param chatTemplate how messages become a prompt, if the file says so
 * @param generation how the files say that tokens are generated
 * @param facts what is in the file
 */
public record LoadedModel(
    Network network,
    Tokenizer tokenizer,
    Optional<String> chatTemplate,
    GenerationDefaults generation,
    ModelFacts facts)
    implements AutoCloseable {

  /** Gives the weights back. */
  @Override
  public void close() {
    network.close();
  }
}
