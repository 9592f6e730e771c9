package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.BeamSearchOptions.EarlyStopping;
import io.millrace.decoding.SamplingOptions;
import io.millrace.decoding.TokenConstraints;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadedModel;
import io.millrace.load.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beam searches and constrained greedy continuations: those of {@code transformers}' generate. */
class BeamGoldensTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/millrace/golden");
  private static final double LARGEST_ERROR = 2e-3;

  /** A search or a greedy continuation, and what became of it. */
  private record Case(JsonField json, BeamRecorder beams, Recorder greedy) {

    static Case of(JsonField json) {
      return new Case(json, new BeamRecorder(), new Recorder());
    }

    boolean isGreedy() {
      return integer("beams") == 1;
    }

    void submit(Engine engine) {
      if (isGreedy()) {
        engine.submit(request(), greedy);
      } else {
        engine.submit(request(), options(), beams);
      }
    }

    BeamSearchOptions options() {
      EarlyStopping stopping =
          switch (json.require("earlyStopping").asString()) {
            case "true" -> EarlyStopping.FULL;
            case "never" -> EarlyStopping.NEVER;
            default -> EarlyStopping.LIKELY;
          };
      double penalty = json.require("lengthPenalty").asDouble(-10, 10);
      return new BeamSearchOptions(integer("beams"), penalty, stopping, integer("best"));
    }

    TokenRequest request() {
      List<Integer> first = ids(json.require("forcedFirst"));
      TokenConstraints constraints =
          new TokenConstraints(
              integer("noRepeatNgram"),
              json.require("badWords").elements().stream().map(Case::ids).toList(),
              Set.copyOf(ids(json.require("suppressed"))),
              first.isEmpty() ? OptionalInt.empty() : OptionalInt.of(first.get(0)),
              Set.copyOf(ids(json.require("forcedLast"))));
      float penalty = (float) json.require("repetitionPenalty").asDouble(0, 10);
      List<Integer> sources = json.find("source").map(Case::ids).orElse(List.of());
      int[] source = sources.stream().mapToInt(Integer::intValue).toArray();
      return new TokenRequest(
          "golden",
          source,
          ids(json.require("prompt")).stream().mapToInt(Integer::intValue).toArray(),
          SamplingOptions.greedy().withRepetitionPenalty(penalty).withConstraints(constraints),
          0,
          integer("maxTokens"),
          integer("minTokens"),
          new HashSet<>(ids(json.require("endTokens"))),
          PromptLogprobs.NONE,
          Optional.empty());
    }

    void check() {
      List<JsonField> expected = json.require("hypotheses").elements();
      List<List<Integer>> ids = expected.stream().map(one -> ids(one.require("ids"))).toList();
      if (isGreedy()) {
        assertEquals(ids, List.of(greedy.outcome().ids()), json.value().toJson());
        return;
      }
      assertEquals(ids, beams.ids(), json.value().toJson());
      for (int i = 0; i < expected.size(); i++) {
        double score = expected.get(i).require("score").asDouble(-1e9, 1e9);
        assertEquals(score, beams.found().get(i).score(), LARGEST_ERROR, json.value().toJson());
      }
    }

    private int integer(String name) {
      return json.require(name).asInt(0, 1000);
    }

    private static List<Integer> ids(JsonField array) {
      return array.elements().stream().map(id -> id.asInt(0, 1 << 20)).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "qwen2", "llama-rope-llama3", "phi3", "gemma3-rope-linear"})
  void searchesOfDecodersFindWhatTransformersFinds(String name) throws IOException {
    check("folders", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bart", "mbart", "marian", "t5", "t5-gated"})
  void searchesOfEncoderDecodersFindWhatTransformersFinds(String name) throws IOException {
    check("seq2seq", name);
  }

  private static void check(String kind, String name) throws IOException {
    byte[] file = Files.readAllBytes(FOLDER.resolve("beams/" + name + ".json"));
    List<Case> cases = new ArrayList<>();
    for (JsonField json : JsonValue.parse(file).at(name).require("cases").elements()) {
      cases.add(Case.of(json));
    }
    assertTrue(cases.stream().anyMatch(Case::isGreedy) && cases.size() >= 30);
    try (Kernels kernels = KernelChoice.open("auto", 2);
        LoadedModel model = ModelLoader.load(FOLDER.resolve(kind).resolve(name), kernels);
        Engine engine =
            new Engine(
                model.network(),
                kernels,
                EngineOptions.defaults().withCacheBytes(1 << 22).withBatchTokens(40))) {
      cases.forEach(one -> one.submit(engine));
      cases.forEach(Case::check);
    }
  }
}
