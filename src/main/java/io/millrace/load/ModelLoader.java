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
      Tokenizer tokenizer = TokenizerLoader.load(file);
      Optional<String> template = chatTemplate(file.metadata());
      ModelFacts facts = new ModelInspector(file).inspect();
      Network network = network(file, kernels, contextLimit);
      return new LoadedModel(network, tokenizer, template, facts);
    }
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

  private static Network network(GgufFile file, Kernels kernels, int contextLimit)
      throws IOException {
    WeightFile weightFile = new WeightFile(file);
    try {
      WeightPlan plan = new WeightPlan(weightFile);
      build(file, plan, contextLimit);
      PackedWeights weights = PackedWeights.pack(weightFile, plan.requests(), kernels);
      return build(file, weights, contextLimit);
    } catch (IllegalArgumentException e) {
      throw inFile(file, e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
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
