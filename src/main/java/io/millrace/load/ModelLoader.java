package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufMetadata;
import io.millrace.format.GgufReader;
import io.millrace.kernel.Kernels;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.Weights;
import io.millrace.model.family.Families;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads model files. */
public final class ModelLoader {

  /** A context limit that limits nothing. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  static final String CHAT_TEMPLATE = "tokenizer.chat_template";

  private ModelLoader() {}

  /**
   * Loads a GGUF model for its whole context.
   *
   * @param kernels which pack the weights, and with which alone they can be used
   * @throws FormatException if the file is not a well-formed model, or one that is not supported
   * @throws IOException if it cannot be read
   */
  public static LoadedModel load(Path path, Kernels kernels) throws IOException {
    return load(path, kernels, NO_LIMIT);
  }

  /**
   * Loads a GGUF model for shorter texts, which matters to models that stretch their positions
   * beyond a length only.
   *
   * @param contextLimit positions wanted at most
   */
  public static LoadedModel load(Path path, Kernels kernels, int contextLimit) throws IOException {
    try (GgufFile file = GgufReader.open(path)) {
      return load(file, kernels, contextLimit);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static LoadedModel load(GgufFile file, Kernels kernels, int contextLimit)
      throws IOException {
    Tokenizer tokenizer = TokenizerLoader.load(file);
    WeightFile weightFile = new WeightFile(file);
    WeightPlan plan = new WeightPlan(weightFile);
    Network planned = checked(file, plan, contextLimit);
    checkVocabulary(file, tokenizer, planned);
    ModelFacts facts = new ModelInspector(file).facts(plan, Optional.of(planned));
    Optional<String> template = chatTemplate(file.metadata());
    PackedWeights weights = PackedWeights.pack(weightFile, plan.requests(), kernels);
    return new LoadedModel(checked(file, weights, contextLimit), tokenizer, template, facts);
  }

  /**
   * Finds out what is in a file without packing anything. It may hold a vocabulary only.
   *
   * @throws FormatException if it is not a well-formed GGUF file
   * @throws IOException if it cannot be read
   */
  public static ModelFacts inspect(Path path) throws IOException {
    try (GgufFile file = GgufReader.open(path)) {
      return new ModelInspector(file).inspect();
    }
  }

  /** Builds the network, or closes the weights and says in which file something is wrong. */
  private static Network checked(GgufFile file, Weights weights, int contextLimit)
      throws FormatException {
    try {
      return build(file, weights, contextLimit);
    } catch (IllegalArgumentException e) {
      weights.close();
      throw inFile(file, e);
    } catch (UncheckedIOException e) {
      weights.close();
      throw e;
    }
  }

  private static void checkVocabulary(GgufFile file, Tokenizer tokenizer, Network network)
      throws FormatException {
    int tokens = tokenizer.vocabulary().size();
    int rows = network.shape().vocabulary();
    if (tokens > rows) {
      throw new FormatException(
          "%s: vocabulary has %d tokens, expected at most the %d rows of token_embd.weight"
              .formatted(file.name(), tokens, rows));
    }
  }

  /** Builds the network that the file's architecture asks for. */
  static Network build(GgufFile file, Weights weights, int contextLimit) {
    GgufMetadataView metadata = new GgufMetadataView(file.metadata());
    String architecture =
        metadata
            .text("general.architecture")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "metadata key general.architecture is missing, expected one of "
                            + Families.architectures()));
    Hyperparameters config = new Hyperparameters(metadata, architecture, contextLimit);
    return Families.of(architecture).build(config, weights);
  }

  private static Optional<String> chatTemplate(GgufMetadata metadata) throws FormatException {
    return metadata.has(CHAT_TEMPLATE)
        ? Optional.of(metadata.getString(CHAT_TEMPLATE))
        : Optional.empty();
  }

  /** Says in which file something is wrong. */
  static FormatException inFile(GgufFile file, IllegalArgumentException e) {
    FormatException located =
        e.getCause() instanceof FormatException cause
            ? cause
            : new FormatException(file.name() + ": " + e.getMessage());
    if (located != e.getCause()) {
      located.initCause(e);
    }
    return located;
  }
}
