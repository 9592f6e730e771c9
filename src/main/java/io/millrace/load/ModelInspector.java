package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.kernel.BlockLayout;
import io.millrace.model.LayerShape;
import io.millrace.model.Network;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what is in an open file without packing anything. */
final class ModelInspector {

  private final ModelSource source;
  private final List<String> obstacles = new ArrayList<>();

  ModelInspector(ModelSource source) {
    this.source = source;
  }

  /** Tries everything that loading does, and notes what is in the way. */
  ModelFacts inspect() throws IOException {
    WeightPlan plan = new WeightPlan(new WeightFile(source.tensors()));
    unsupportedTypes();
    Optional<Network> network = plannedNetwork(plan);
    tokenizerObstacle();
    return facts(plan, network);
  }

  /** The facts of a file whose network could be planned. */
  ModelFacts facts(WeightPlan plan, Optional<Network> network) throws IOException {
    return new ModelFacts(
        source.title(),
        source.architecture(),
        network.map(Network::shape),
        source.parameters(),
        source.types(),
        source.bytes(),
        plan.bytes(),
        network.map(ModelInspector::cacheBytes).orElse(Map.of()),
        source.tokenizerKind(),
        source.chatTemplate().isPresent(),
        List.copyOf(obstacles));
  }

  private Optional<Network> plannedNetwork(WeightPlan plan) throws FormatException {
    if (source.types().isEmpty()) {
      obstacles.add("the file holds a vocabulary and no tensors");
      return Optional.empty();
    }
    try {
      return Optional.of(ModelLoader.build(source, plan, ModelLoader.NO_LIMIT));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      obstacles.add(e.getMessage());
      return Optional.empty();
    }
  }

  private void tokenizerObstacle() throws IOException {
    try {
      source.tokenizer();
    } catch (FormatException e) {
      obstacles.add(e.getMessage());
    }
  }

  private void unsupportedTypes() {
    source
        .types()
        .forEach(
            (type, facts) -> {
              if (!WeightFile.isSupported(type)) {
                obstacles.add(
                    "tensors of type %2$s: %1$d, expected types of %3$s"
                        .formatted(facts.tensors(), type, WeightFile.supportedTypes()));
              }
            });
  }

  private static Map<DataType, Long> cacheBytes(Network network) {
    Map<DataType, Long> bytes = new LinkedHashMap<>();
    bytes.put(network.defaultCacheType(), cacheBytes(network, network.defaultCacheType()));
    for (DataType type : BlockLayout.TYPES) {
      bytes.putIfAbsent(type, cacheBytes(network, type));
    }
    return bytes;
  }

  private static long cacheBytes(Network network, DataType type) {
    long bytes = 0;
    for (LayerShape layer : network.shape().layers()) {
      bytes += new BlockLayout(type, layer.g(), layer.e()).blockBytes();
    }
    return bytes / BlockLayout.POSITIONS;
  }
}
