package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.Recorder.Outcome;
import io.millrace.format.JsonFile;
import io.millrace.json.JsonField;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.Kernels;
import io.millrace.load.LoadedModel;
import io.millrace.load.ModelLoader;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine on tiny random models with sources. */
class EngineSourcesTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/millrace/golden/seq2seq");
  private static final double LARGEST_ERROR = 2e-3;
  private static final String KERNELS = "java";

  private static TokenRequest request(int[] source, int[] prompt, int maxTokens) {
    return new TokenRequest(
            "r",
            prompt,
            SamplingOptions.defaults().withLogprobs(0),
            9,
            maxTokens,
            0,
            Set.of(),
            PromptLogprobs.ALL,
            Optional.empty())
        .withSource(source);
  }

  private static EngineOptions options() {
    return EngineOptions.defaults().withCacheBytes(1 << 22);
  }

  /** A random target of more than a block against PyTorch, in chunks of its own source's step. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bart",
        "bart-scaled",
        "bart-untied",
        "mbart",
        "marian",
        "marian-apart",
        "t5",
        "t5-gated"
      })
  void targetScoresAreThoseOfPyTorch(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    JsonField forced = JsonFile.read(folder.resolve("expected.json")).at("").require("forced");
    try (Kernels kernels = KernelChoice.open(KERNELS, 1);
        LoadedModel model = ModelLoader.load(folder, kernels);
        Engine engine = new Engine(model.network(), kernels, options().withBatchTokens(50))) {
      Recorder recorder = new Recorder();
      engine.submit(request(ids(forced, "source"), ids(forced, "target"), 0), recorder);
      List<TokenScore> scores = recorder.outcome().promptScores();
      List<JsonField> expected = forced.require("logprobs").elements();
      assertEquals(expected.size(), scores.size());
      for (int i = 0; i < scores.size(); i++) {
        assertEquals(
            expected.get(i).asDouble(-1e3, 0), scores.get(i).logprob(), LARGEST_ERROR, "at " + i);
      }
    }
  }

  private static int[] ids(JsonField object, String member) {
    return object.require(member).elements().stream()
        .mapToInt(id -> id.asInt(0, 1 << 20))
        .toArray();
  }

  /** Sources of 1 to 190 tokens, prompts of which many begin alike. */
  private static List<TokenRequest> requests(int count, int vocabulary) {
    Random random = new Random(23);
    int[] beginning = random.ints(130, 0, vocabulary).toArray();
    List<TokenRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] source =
          random.ints(1 + random.nextInt(i % 4 == 0 ? 190 : 30), 0, vocabulary).toArray();
      int[] prompt = random.ints(1 + random.nextInt(140), 0, vocabulary).toArray();
      System.arraycopy(beginning, 0, prompt, 0, Math.min(prompt.length, beginning.length));
      requests.add(request(source, prompt, 1 + random.nextInt(50)));
    }
    return requests;
  }

  private static List<Outcome> outcomes(LoadedModel model, Kernels kernels, EngineOptions options) {
    try (Engine engine = new Engine(model.network(), kernels, options)) {
      List<TokenRequest> requests = requests(14, model.network().shape().vocabulary());
      return EngineRequests.submit(engine, requests).stream().map(Recorder::outcome).toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"mbart, 32, 256", "mbart, 14, 17", "mbart, 3, 3", "t5, 14, 60"})
  void sameBitsAloneTogetherInChunksAndPreempted(String name, int sequences, int batchTokens)
      throws IOException {
    try (Kernels kernels = KernelChoice.open(KERNELS, 1);
        LoadedModel model = ModelLoader.load(FOLDER.resolve(name), kernels)) {
      List<Outcome> alone = outcomes(model, kernels, options().withMaxSequences(1));
      EngineOptions together = options().withMaxSequences(sequences).withBatchTokens(batchTokens);
      assertEquals(alone, outcomes(model, kernels, together));
      CachePlan plan = CachePlan.of(model.network().shape(), DataType.F32, together);
      long block = LongStream.of(plan.blockBytes(0)).sum();
      block += LongStream.of(plan.source().orElseThrow().blockBytes()).sum();
      EngineOptions tight = together.withCacheBytes(4 * block);
      assertEquals(alone, outcomes(model, kernels, tight));
      try (Engine engine = new Engine(model.network(), kernels, tight)) {
        List<TokenRequest> requests = requests(14, model.network().shape().vocabulary());
        EngineRequests.submit(engine, requests).forEach(Recorder::outcome);
        assertTrue(engine.metrics().preemptions() > 0, "none gave its blocks up");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"marian", "t5"})
  void sameBitsOnTwoThreadsOfTheFastestKernels(String name) throws IOException {
    try (Kernels java = KernelChoice.open(KERNELS, 1);
        LoadedModel model = ModelLoader.load(FOLDER.resolve(name), java);
        Kernels two = KernelChoice.open("auto", 2);
        LoadedModel other = ModelLoader.load(FOLDER.resolve(name), two)) {
      assertEquals(outcomes(model, java, options()), outcomes(other, two, options()));
    }
  }

  @Test
  void continuationsShareTheSource() throws IOException {
    try (Kernels kernels = KernelChoice.open(KERNELS, 1);
        LoadedModel model = ModelLoader.load(FOLDER.resolve("marian"), kernels);
        Engine engine = new Engine(model.network(), kernels, options())) {
      TokenRequest request = requests(1, 100).get(0);
      List<Recorder> recorders = List.of(new Recorder(), new Recorder(), new Recorder());
      engine.submit(request, recorders);
      recorders.forEach(Recorder::outcome);
      int read = request.source().length + request.prompt().length;
      assertEquals(read, engine.metrics().promptTokens());
      Recorder again = new Recorder();
      engine.submit(request, again);
      assertEquals(recorders.get(0).outcome(), again.outcome());
      assertEquals(2L * read, engine.metrics().promptTokens(), "nothing is found in the cache");
    }
  }

  @Test
  void refusesSourcesThatCannotFit() throws IOException {
    try (Kernels kernels = KernelChoice.open(KERNELS, 1);
        LoadedModel model = ModelLoader.load(FOLDER.resolve("bart"), kernels);
        Engine engine = new Engine(model.network(), kernels, options());
        Engine small = new Engine(model.network(), kernels, options().withCacheBytes(60_000))) {
      assertEquals("source has 0 tokens, expected 1 and more", refusal(engine, new int[0]));
      assertEquals(
          "source has 201 tokens, the encoder's limit is 200; shorten it or let it be cut",
          refusal(engine, new int[201]));
      assertEquals(
          "source: token id is 100000, expected 0 to 330", refusal(engine, new int[] {100_000}));
      String full = refusal(small, new int[190]);
      assertTrue(full.contains("the cache has room for "), full);
    }
  }

  private static String refusal(Engine engine, int[] source) {
    TokenRequest request = request(source, new int[] {2}, 5);
    return assertThrows(RejectedException.class, () -> engine.submit(request, new Recorder()))
        .getMessage();
  }

  @Test
  void decodersTakeNoSource() throws IOException {
    try (Kernels kernels = KernelChoice.open(KERNELS, 1);
        TinyNetwork network = new TinyNetwork(kernels);
        Engine engine = new Engine(network, kernels, EngineRequests.options())) {
      assertEquals(
          "source has 1 tokens, expected none: the model reads no source",
          refusal(engine, new int[] {1}));
    }
  }
}
