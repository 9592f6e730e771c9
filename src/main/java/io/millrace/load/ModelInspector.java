package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufMetadata;
import io.millrace.format.GgufTensor;
import io.millrace.kernel.BlockLayout;
import io.millrace.load.ModelFacts.TypeFacts;
import io.millrace.model.LayerShape;
import io.millrace.model.Network;
import io.millrace.tensor.DataType;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what is in an open file without packing anything. */
final class ModelInspector {

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final List<String> obstacles = new ArrayList<>();

  ModelInspector(GgufFile file) {
    this.file = file;
    metadata = file.metadata();
  }

  /** Tries everything that loading does, and notes what is in the way. */
  ModelFacts inspect() throws FormatException {
    WeightPlan plan = new WeightPlan(new WeightFile(file));
    unsupportedTypes();
    Optional<Network> network = plannedNetwork(plan);
    tokenizerObstacle();
    return facts(plan, network);
  }

  /** The facts of a file whose network could be planned. */
  ModelFacts facts(WeightPlan plan, Optional<Network> network) throws FormatException {
    return new ModelFacts(
        metadata.getString("general.name", file.name()),
        metadata.getString("general.architecture", ""),
        network.map(Network::shape),
        file.tensors().stream().mapToLong(tensor -> tensor.shape().elements()).sum(),
        types(),
        file.bytes(),
        plan.bytes(),
        network.map(ModelInspector::cacheBytes).orElse(Map.of()),
        tokenizer(),
        metadata.has(ModelLoader.CHAT_TEMPLATE),
        List.copyOf(obstacles));
  }

  private Optional<Network> plannedNetwork(WeightPlan plan) {
    if (file.tensors().isEmpty()) {
      obstacles.add("the file holds a vocabulary and no tensors");
      return Optional.empty();
    }
    try {
      return Optional.of(ModelLoader.build(file, plan, ModelLoader.NO_LIMIT));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      obstacles.add(e.getMessage());
      return Optional.empty();
    }
  }

  private void tokenizerObstacle() {
    try {
      TokenizerLoader.load(file);
    } catch (FormatException e) {
      obstacles.add(e.getMessage());
    }
  }

  private String tokenizer() throws FormatException {
    String model = metadata.getString("tokenizer.ggml.model", "none");
    String pre = metadata.getString("tokenizer.ggml.pre", "");
    return pre.isEmpty() ? model : model + ", " + pre;
  }

  private Map<DataType, TypeFacts> types() {
    Map<DataType, TypeFacts> types = new EnumMap<>(DataType.class);
    for (GgufTensor tensor : file.tensors()) {
      types.merge(
          tensor.type(),
          new TypeFacts(1, tensor.bytes()),
          (a, b) -> new TypeFacts(a.tensors() + b.tensors(), a.bytes() + b.bytes()));
    }
    return types;
  }

  private void unsupportedTypes() {
    types()
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
