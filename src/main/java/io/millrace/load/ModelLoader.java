package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufReader;
import io.millrace.kernel.Kernels;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Network;
import io.millrace.model.Weights;
import io.millrace.model.family.Families;
import io.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads models: GGUF files and Hugging Face folders. */
public final class ModelLoader {

  /** A context limit that limits nothing. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

  /** What is logged of weights that were quantized. */
  static final String LOSS = "{}: weights quantized to {}, relative error {}";

  private ModelLoader() {}

  /**
   * Loads a model, a GGUF file or a Hugging Face folder, for its whole context.
   *
   * @param kernels which pack the weights, and with which alone they can be used
   * @throws FormatException if the file is not a well-formed model, or one that is not supported
   * @throws IOException if it cannot be read
   */
  public static LoadedModel load(Path path, Kernels kernels) throws IOException {
    return load(path, kernels, LoadOptions.defaults());
  }

  /** Loads a model for texts of at most {@code contextLimit} positions. */
  public static LoadedModel load(Path path, Kernels kernels, int contextLimit) throws IOException {
    return load(path, kernels, LoadOptions.defaults().withContextLimit(contextLimit));
  }

  /**
   * Loads a model, a GGUF file or a Hugging Face folder.
   *
   * @throws IllegalArgumentException if weights cannot be quantized to the type in the options
   */
  public static LoadedModel load(Path path, Kernels kernels, LoadOptions options)
      throws IOException {
    try (ModelSource source = ModelSource.open(path)) {
      expectKind(source, ModelKind.LANGUAGE_MODEL);
      return load(source, kernels, options);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What a model is for; nothing but its description is read. */
  public static ModelKind kind(Path path) throws IOException {
    try (ModelSource source = ModelSource.open(path)) {
      return source.kind();
    }
  }

  /**
   * Refuses a model that is for something else; nothing but its description is read.
   *
   * @throws FormatException that says what opens it
   */
  public static void expect(Path path, ModelKind wanted) throws IOException {
    try (ModelSource source = ModelSource.open(path)) {
      expectKind(source, wanted);
    }
  }

  /** Refuses a model that is for something else, and says what opens it. */
  static void expectKind(ModelSource source, ModelKind wanted) throws IOException {
    ModelKind kind = source.kind();
    if (!kind.servesAs(wanted)) {
      throw new FormatException(
          "%s: is a %s, expected a %s; open it with %s"
              .formatted(source.name(), kind, wanted, kind.opener()));
    }
  }

  private static LoadedModel load(ModelSource source, Kernels kernels, LoadOptions options)
      throws IOException {
    Tokenizer tokenizer = source.tokenizer();
    QuantizationError error = new QuantizationError();
    WeightFile weightFile = new WeightFile(tensors(source.tensors(), options, error));
    WeightPlan plan = new WeightPlan(weightFile);
    Network planned = checked(source, plan, options.contextLimit());
    checkVocabulary(source, tokenizer, planned.shape().vocabulary());
    Optional<SourceText> sourceText = source.sourceText(tokenizer);
    ModelFacts facts =
        new ModelInspector(source).facts(plan, Optional.of(PlannedModel.of(planned)));
    Optional<String> template = source.chatTemplate();
    GenerationDefaults generation = source.generation();
    SourceChecks.check(source, planned.shape(), sourceText, generation);
    PackedWeights weights = PackedWeights.pack(weightFile, plan.requests(), kernels);
    options.weights().ifPresent(type -> LOG.info(LOSS, source.name(), type, error));
    Network network = checked(source, weights, options.contextLimit());
    return new LoadedModel(network, tokenizer, sourceText, template, generation, facts);
  }

  /** The tensors, quantized if the options say so. */
  static StoredTensors tensors(StoredTensors stored, LoadOptions options, QuantizationError error) {
    return options
        .weights()
        .<StoredTensors>map(type -> new QuantizedTensors(stored, type, error))
        .orElse(stored);
  }

  /**
   * Finds out what is in a file without packing anything. It may hold a vocabulary only.
   *
   * @throws FormatException if it is not well-formed
   * @throws IOException if it cannot be read
   */
  public static ModelFacts inspect(Path path) throws IOException {
    try (ModelSource source = ModelSource.open(path)) {
      return new ModelInspector(source).inspect(path);
    }
  }

  /**
   * Makes the tokenizer of a model alone, of what it reads where it writes by another: its file may
   * hold a vocabulary only, its folder no weights.
   *
   * @throws FormatException if it is not well-formed, or not supported
   * @throws IOException if it cannot be read
   */
  public static Tokenizer loadTokenizer(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return FolderTokenizer.of(ModuleList.of(path).model()).loadReader();
    }
    try (GgufFile file = GgufReader.open(path)) {
      return TokenizerLoader.load(file);
    }
  }

  /** Builds the network, or closes the weights and says in which file something is wrong. */
  private static Network checked(ModelSource source, Weights weights, int contextLimit)
      throws FormatException {
    try {
      return build(source, weights, contextLimit);
    } catch (IllegalArgumentException e) {
      weights.close();
      throw inFile(source.name(), e);
    } catch (UncheckedIOException e) {
      weights.close();
      throw e;
    }
  }

  /** Refuses a tokenizer with tokens that the network has no rows for. */
  static void checkVocabulary(ModelSource source, Tokenizer tokenizer, int rows)
      throws FormatException {
    int tokens = tokenizer.vocabulary().size();
    if (tokens > rows) {
      throw new FormatException(
          "%s: vocabulary has %d tokens, expected at most the %d rows of %s"
              .formatted(source.name(), tokens, rows, source.tensors().label("token_embd.weight")));
    }
  }

  /** Builds the network that the file's architecture asks for. */
  static Network build(ModelSource source, Weights weights, int contextLimit)
      throws FormatException {
    String architecture = source.architecture();
    if (architecture.isEmpty()) {
      throw new IllegalArgumentException(
          "metadata key general.architecture is missing, expected one of "
              + Families.architectures());
    }
    Hyperparameters config = new Hyperparameters(source.metadata(), architecture, contextLimit);
    return Families.of(architecture).build(config, weights);
  }

  /** Says in which file something is wrong. */
  static FormatException inFile(String file, IllegalArgumentException e) {
    FormatException located =
        e.getCause() instanceof FormatException cause
            ? cause
            : new FormatException(file + ": " + e.getMessage());
    if (located != e.getCause()) {
      located.initCause(e);
    }
    return located;
  }
}
