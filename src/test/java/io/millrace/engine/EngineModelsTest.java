package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadedModel;
import io.millrace.load.ModelLoader;
import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine on tiny random models of several families. */
class EngineModelsTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/millrace/golden");
  private static final double LARGEST_ERROR = 2e-3;

  /** Prompt scores against PyTorch's numbers, through cache, chunks, stripes and all. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "gemma3", "gemma2", "gpt2", "qwen3", "phi3-window"})
  void promptScoresAreThoseOfPyTorch(String name) throws IOException {
    JsonObject golden =
        (JsonObject) JsonValue.parse(Files.readAllBytes(FOLDER.resolve(name + ".json")));
    try (Kernels kernels = KernelChoice.open("auto", 2);
        LoadedModel model = ModelLoader.load(FOLDER.resolve(name + ".gguf"), kernels);
        Engine engine = new Engine(model.network(), kernels, options().withBatchTokens(50))) {
      List<double[]> expected = new ArrayList<>();
      List<Recorder> recorders = new ArrayList<>();
      for (JsonValue element : ((JsonArray) golden.get("sequences").orElseThrow()).elements()) {
        int[] ids = new int[numbers(element, "ids").length];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = (int) numbers(element, "ids")[i];
        }
        expected.add(numbers(element, "logprobs"));
        recorders.add(new Recorder());
        engine.submit(
            new TokenRequest(
                "echo",
                ids,
                SamplingOptions.greedy(),
                0,
                0,
                0,
                Set.of(),
                PromptLogprobs.ALL,
                Optional.empty()),
            recorders.get(recorders.size() - 1));
      }
      for (int i = 0; i < expected.size(); i++) {
        List<TokenScore> scores = recorders.get(i).outcome().promptScores();
        assertEquals(expected.get(i).length, scores.size());
        for (int j = 0; j < scores.size(); j++) {
          assertEquals(expected.get(i)[j], scores.get(j).logprob(), LARGEST_ERROR, "token " + j);
        }
      }
    }
  }

  /**
   * The same answers alone, together, cut small, in another order, by the reference and the fastest
   * kernels.
   */
  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "gemma3", "gpt2", "phi3-window"})
  void answersDependOnTheModelAndTheRequestOnly(String name) throws IOException {
    List<Outcome> alone = new ArrayList<>();
    try (Kernels kernels = KernelChoice.open("reference", 1);
        LoadedModel model = ModelLoader.load(FOLDER.resolve(name + ".gguf"), kernels)) {
      List<TokenRequest> requests = requests(model.network().shape());
      for (TokenRequest request : requests) {
        alone.addAll(run(model, kernels, unshared(), List.of(request)));
      }
      assertEquals(alone, run(model, kernels, options(), requests));
    }
    assertTrue(alone.stream().map(Outcome::ids).distinct().count() > 25, "answers hardly differ");
    try (Kernels kernels = KernelChoice.open("auto", 2);
        LoadedModel model = ModelLoader.load(FOLDER.resolve(name + ".gguf"), kernels)) {
      List<TokenRequest> requests = requests(model.network().shape());
      assertEquals(alone, run(model, kernels, options(), requests));
      assertEquals(alone, run(model, kernels, options().withBatchTokens(16), requests));
      assertEquals(alone, run(model, kernels, options().withMaxSequences(5), requests));
      assertEquals(alone, run(model, kernels, unshared(), requests));
      assertEquals(alone, run(model, kernels, smallest(model, requests), requests));
      List<TokenRequest> backwards = new ArrayList<>(requests);
      Collections.reverse(backwards);
      List<Outcome> outcomes = new ArrayList<>(run(model, kernels, options(), backwards));
      Collections.reverse(outcomes);
      assertEquals(alone, outcomes);
    }
  }

  private static EngineOptions options() {
    return EngineOptions.defaults().withCacheBytes(32 << 20).withCacheType(DataType.F32);
  }

  private static EngineOptions unshared() {
    return options().withPrefixCache(PrefixCache.OFF);
  }

  /** A cache that has just room for the longest request, so that others give way. */
  private static EngineOptions smallest(LoadedModel model, List<TokenRequest> requests) {
    int longest =
        requests.stream()
            .mapToInt(each -> each.prompt().length + each.maxTokens())
            .max()
            .getAsInt();
    long block =
        model.network().shape().layers().stream()
            .mapToLong(layer -> new BlockLayout(DataType.F32, layer.g(), layer.e()).blockBytes())
            .sum();
    return options().withCacheBytes(block * LayerKind.blocksFor(longest));
  }

  private static List<Outcome> run(
      LoadedModel model, Kernels kernels, EngineOptions options, List<TokenRequest> requests) {
    try (Engine engine = new Engine(model.network(), kernels, options)) {
      List<Recorder> recorders = new ArrayList<>();
      for (TokenRequest request : requests) {
        recorders.add(new Recorder());
        engine.submit(request, recorders.get(recorders.size() - 1));
      }
      return recorders.stream().map(Recorder::outcome).toList();
    }
  }

  private static List<TokenRequest> requests(NetworkShape shape) {
    Random random = new Random(13);
    int longest = Math.min(150, shape.contextLength() - 20);
    int[] beginning = random.ints(longest, 0, shape.vocabulary()).toArray();
    List<TokenRequest> requests = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      SamplingOptions plain = SamplingOptions.defaults();
      SamplingOptions sampling =
          switch (i % 6) {
            case 0 -> SamplingOptions.greedy().withPresencePenalty(1);
            case 1 -> plain.withLogprobs(2);
            case 2 -> plain.withTopK(20).withTopP(0.9f);
            case 3 -> plain.withTopP(0.95f).withTemperature(1.3f);
            case 4 -> plain.withMinP(0.02f).withRepetitionPenalty(1.1f);
            default -> plain.withTemperature(0.5f).withLogitBias(Map.of(5, 2f));
          };
      requests.add(
          new TokenRequest(
              "r" + i,
              prompt(random, i % 4 == 0 ? longest : 20, i % 8 == 0 ? beginning : new int[0], shape),
              sampling,
              random.nextLong(),
              1 + random.nextInt(20),
              0,
              Set.of(),
              i % 8 == 1 ? PromptLogprobs.ALL : PromptLogprobs.NONE,
              Optional.empty()));
    }
    return requests;
  }

  private static int[] prompt(Random random, int longest, int[] beginning, NetworkShape shape) {
    int[] prompt = random.ints(1 + random.nextInt(longest), 0, shape.vocabulary()).toArray();
    System.arraycopy(beginning, 0, prompt, 0, Math.min(beginning.length, prompt.length * 9 / 10));
    return prompt;
  }

  private static double[] numbers(JsonValue object, String key) {
    return ((JsonArray) ((JsonObject) object).get(key).orElseThrow())
        .elements().stream().mapToDouble(element -> ((JsonNumber) element).doubleValue()).toArray();
  }
}
