package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.model.Network;
import io.millrace.model.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  ModelFacts inspect(Path path) throws IOException {
    if (source.kind().servesAs(ModelKind.LANGUAGE_MODEL)) {
      return inspect(source.tensors(), weights -> PlannedModel.of(build(weights)));
    }
    try (EncoderSource encoder = EncoderSource.open(source, path)) {
      return inspect(
          encoder.tensors(),
          weights -> PlannedModel.of(EncoderLoader.build(source, encoder, weights)));
    } catch (FormatException e) {
      obstacles.add(e.getMessage());
      return facts(new WeightPlan(new WeightFile(source.tensors())), Optional.empty());
    }
  }

  private Network build(Weights weights) throws FormatException {
    return ModelLoader.build(source, weights, ModelLoader.NO_LIMIT);
  }

  private interface Planning {
    PlannedModel plan(Weights weights) throws FormatException;
  }

  private ModelFacts inspect(StoredTensors tensors, Planning planning) throws IOException {
    WeightPlan plan = new WeightPlan(new WeightFile(tensors));
    Optional<PlannedModel> planned = planned(plan, planning);
    if (planned.isEmpty()) {
      obstacles.addAll(0, unsupportedTypes()); // else no such tensor is asked for
    }
    tokenizerObstacle();
    return facts(plan, planned);
  }

  /** The facts of a file whose network could be planned. */
  ModelFacts facts(WeightPlan plan, Optional<PlannedModel> planned) throws IOException {
    return new ModelFacts(
        source.title(),
        source.architecture(),
        planned.map(PlannedModel::purpose).orElse(source.kind().toString()),
        planned.map(PlannedModel::shape),
        source.parameters(),
        source.types(),
        source.bytes(),
        plan.bytes(),
        planned.map(PlannedModel::cacheBytes).orElse(Map.of()),
        source.tokenizerKind(),
        source.chatTemplate().isPresent(),
        List.copyOf(obstacles));
  }

  private Optional<PlannedModel> planned(WeightPlan plan, Planning planning)
      throws FormatException {
    if (source.types().isEmpty()) {
      obstacles.add("the file holds a vocabulary and no tensors");
      return Optional.empty();
    }
    try {
      return Optional.of(planning.plan(plan));
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

  private List<String> unsupportedTypes() {
    List<String> found = new ArrayList<>();
    source
        .types()
        .forEach(
            (type, facts) -> {
              if (!WeightFile.isSupported(type)) {
                found.add(
                    "tensors of type %2$s: %1$d, expected types of %3$s"
                        .formatted(facts.tensors(), type, WeightFile.supportedTypes()));
              }
            });
    return found;
  }
}
