package io.millrace.load;

import io.millrace.model.Network;
import io.millrace.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * A model ready to run.
 *
 * @param network its weights are packed
 * @param tokenizer text to ids and back; of a model with a source, of what it writes
 * @param source how texts become sources, if the network needs them
 * @param chatTemplate how messages become a prompt, if the file says so
 * @param generation how the files say that tokens are generated
 * @param facts what is in the file
 */
public record LoadedModel(
    Network network,
    Tokenizer tokenizer,
    Optional<SourceText> source,
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
