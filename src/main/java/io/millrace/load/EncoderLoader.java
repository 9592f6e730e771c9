package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.kernel.Kernels;
import io.millrace.model.ChannelOrder;
import io.millrace.model.EncoderFamily;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.EncoderShape;
import io.millrace.model.Hyperparameters;
import io.millrace.model.Weights;
import io.millrace.model.family.EncoderFamilies;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads encoders. */
public final class EncoderLoader {

  private static final Logger LOG = LoggerFactory.getLogger(EncoderLoader.class);

  private EncoderLoader() {}

  /**
   * Loads an encoder and its head.
   *
   * @param kernels which pack the weights, and with which alone they can be used
   * @param wanted what it is to be used for
   * @throws FormatException if the files are no well-formed model, or one that is not supported, or
   *     one for something else
   * @throws IOException if they cannot be read
   */
  public static LoadedEncoder load(
      Path path, Kernels kernels, LoadOptions options, ModelKind wanted) throws IOException {
    try (ModelSource source = ModelSource.open(path)) {
      ModelLoader.expectKind(source, wanted);
      try (EncoderSource encoder = EncoderSource.open(source, path)) {
        return load(source, encoder, kernels, options);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static LoadedEncoder load(
      ModelSource source, EncoderSource encoder, Kernels kernels, LoadOptions options)
      throws IOException {
    QuantizationError error = new QuantizationError();
    WeightFile weightFile = new WeightFile(ModelLoader.tensors(encoder.tensors(), options, error));
    WeightPlan plan = new WeightPlan(weightFile);
    BuiltEncoder planned = checked(source, encoder, plan);
    ModelLoader.checkVocabulary(
        source, encoder.tokenizer(), planned.network().shape().vocabulary());
    if (options.weights().isPresent()) {
      checkQuantized(source, planned, options.weights().get());
    }
    ModelFacts facts =
        new ModelInspector(source).facts(plan, Optional.of(PlannedModel.of(planned)));
    ChannelOrder channels = channels(encoder.tensors(), plan, planned, options);
    WeightFile ordered = new WeightFile(ordered(encoder.tensors(), channels, options, error));
    PackedWeights weights = PackedWeights.pack(ordered, plan.requests(), kernels);
    options.weights().ifPresent(type -> LOG.info(ModelLoader.LOSS, source.name(), type, error));
    BuiltEncoder built = checked(source, encoder, weights);
    return new LoadedEncoder(
        built.network(),
        built.readout().of(channels),
        encoder.tokenizer(),
        built.settings(),
        facts);
  }

  /** Another order of channels helps where matrices are quantized that are all plain as yet. */
  private static ChannelOrder channels(
      StoredTensors tensors, WeightPlan plan, BuiltEncoder planned, LoadOptions options)
      throws IOException {
    WeightFile file = new WeightFile(tensors);
    boolean plain =
        plan.requests().stream()
            .allMatch(request -> WeightFile.isPlain(file.matrix(request).type()));
    if (options.weights().isEmpty() || !plain) {
      return ChannelOrder.ofFiles();
    }
    EncoderShape shape = planned.network().shape();
    return ChannelSizes.of(file, shape.layers(), shape.width()).descending();
  }

  private static StoredTensors ordered(
      StoredTensors tensors, ChannelOrder channels, LoadOptions options, QuantizationError error) {
    StoredTensors ordered =
        channels.places().length == 0 ? tensors : new ReorderedTensors(tensors, channels);
    return ModelLoader.tensors(ordered, options, error);
  }

  /** Builds it, or closes the weights and says in which file something is wrong. */
  private static BuiltEncoder checked(ModelSource source, EncoderSource encoder, Weights weights)
      throws FormatException {
    try {
      return build(source, encoder, weights);
    } catch (IllegalArgumentException e) {
      weights.close();
      throw ModelLoader.inFile(source.name(), e);
    } catch (FormatException | UncheckedIOException e) {
      weights.close();
      throw e;
    }
  }

  /** Builds the network and the readout of planned or packed weights. */
  static BuiltEncoder build(ModelSource source, EncoderSource encoder, Weights weights)
      throws FormatException {
    String architecture = source.architecture();
    EncoderFamily family = EncoderFamilies.find(architecture).orElseThrow();
    Hyperparameters config =
        new Hyperparameters(source.metadata(), architecture, ModelLoader.NO_LIMIT);
    EncoderNetwork network = family.build(config, weights);
    EncoderSettings given = encoder.settings();
    return new BuiltEncoder(
        network,
        encoder.readout().build(family, config, weights),
        new EncoderSettings(
            given.texts().within(network.shape().mostTokens()),
            given.labels(),
            given.lengths(),
            given.elements()));
  }

  private static void checkQuantized(ModelSource source, BuiltEncoder planned, DataType type)
      throws FormatException {
    if (planned.network().defaultCacheType() == DataType.F32) {
      throw new FormatException(
          "%s: weights have rows of %d elements, expected a multiple of %d for %s; load them as they are"
              .formatted(source.name(), planned.network().shape().width(), type.blockSize(), type));
    }
  }
}
