package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public interface, from text to text, on a tiny model with PyTorch's numbers. */
class LanguageModelTest {

  private static final DecodingOptions GREEDY = DecodingOptions.greedy().withMaxTokens(8);

  private static LanguageModel model;
  private static JsonField golden;

  @BeforeAll
  static void open() throws IOException {
    Path path = TinyModels.path("llama-untied");
    model = LanguageModel.open(path.toString());
    String json = path.toString().replace(".gguf", ".json");
    golden = JsonValue.parse(Files.readAllBytes(Path.of(json))).at("");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static int[] ids(JsonField field) {
    return field.elements().stream().mapToInt(id -> id.asInt(0, 1 << 20)).toArray();
  }

  @Test
  void continuesAsPyTorchDoes() {
    for (JsonField greedy : golden.require("greedy").elements()) {
      int[] expected = ids(greedy.require("ids"));
      DecodingOptions options =
          DecodingOptions.greedy().withMaxTokens(expected.length).withIgnoreEos(true);
      Answer answer =
          model.generate(Request.tokens(ids(greedy.require("prompt"))).withOptions(options));
      assertArrayEquals(expected, answer.choices().get(0).tokens());
      assertEquals(FinishReason.LENGTH, answer.choices().get(0).finish());
    }
  }

  @Test
  void opensFolders() throws IOException {
    Path file = TinyModels.path("qwen2");
    Path folder = file.resolveSibling("folders").resolve("qwen2");
    DecodingOptions options = GREEDY.withIgnoreEos(true);
    try (LanguageModel one = LanguageModel.open(file.toString());
        LanguageModel other = LanguageModel.open(folder.toString())) {
      Request request = Request.of("the other end").withOptions(options);
      assertArrayEquals(
          one.generate(request).choices().get(0).tokens(),
          other.generate(request).choices().get(0).tokens());
      assertEquals("qwen2", other.info().name());
      assertEquals("qwen2", other.info().architecture());
      assertTrue(other.info().chat());
      assertTrue(other.info().fingerprint().matches("fp_[0-9a-f]{16}"));
    }
  }

  @Test
  void scoresAPromptAsPyTorchDoes() {
    for (JsonField sequence : golden.require("sequences").elements()) {
      int[] ids = ids(sequence.require("ids"));
      List<JsonField> expected = sequence.require("logprobs").elements();
      DecodingOptions options =
          DecodingOptions.greedy().withMaxTokens(0).withEcho(true).withLogprobs(0);
      Answer answer = model.generate(Request.tokens(ids).withOptions(options));
      List<TokenLogprob> logprobs = answer.choices().get(0).logprobs();
      assertEquals(ids.length, logprobs.size());
      assertTrue(logprobs.get(0).logprob().isEmpty());
      for (int i = 1; i < ids.length; i++) {
        assertEquals(ids[i], logprobs.get(i).token());
        double wanted = expected.get(i - 1).asDouble(-1000, 0);
        assertEquals(wanted, logprobs.get(i).logprob().getAsDouble(), 2e-3, "token " + i);
      }
      assertEquals(0, answer.usage().completionTokens());
    }
  }

  @Test
  void anAnswerDoesNotDependOnWhatElseIsAsked() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      DecodingOptions options =
          DecodingOptions.defaults().withMaxTokens(5 + i % 7).withLogprobs(2).withEcho(true);
      requests.add(Request.of("text " + "x".repeat(i)).withId("r" + i).withOptions(options));
    }
    List<Result<Answer>> together = model.generateAll(requests);
    for (int i = 0; i < requests.size(); i += 9) {
      Choice alone = model.generate(requests.get(i)).choices().get(0);
      Choice batched = together.get(i).orThrow().choices().get(0);
      assertEquals(alone.text(), batched.text());
      assertArrayEquals(alone.tokens(), batched.tokens());
      assertEquals(scores(alone), scores(batched));
    }
  }

  private static List<Object> scores(Choice choice) {
    return choice.logprobs().stream().<Object>map(TokenLogprob::logprob).toList();
  }

  @Test
  void oneBadRequestFailsAlone() {
    List<Result<Answer>> results =
        model.generateAll(
            List.of(
                Request.of("good").withOptions(GREEDY),
                Request.of(""),
                Request.of("good").withOptions(GREEDY)));
    assertEquals(1, results.get(1).index());
    RequestException error = assertThrows(RequestException.class, results.get(1)::orThrow);
    assertEquals("prompt: is empty, expected text or token ids", error.getMessage());
    assertEquals(results.get(0).orThrow().text(), results.get(2).orThrow().text());
  }

  @Test
  void refusesWhatCannotBeAnswered() {
    refused("prompt: is empty, expected text or token ids", Request.tokens());
    refused("messages: are empty, expected at least one message", Request.chat(List.of()));
    refused("prompt: token 1 is 288, expected 0 to 287", Request.tokens(5, 288));
    refused("prompt: token 0 is -1, expected 0 to 287", Request.tokens(-1));
    int[] tooLong = new int[256];
    Arrays.fill(tooLong, 5);
    refused(
        "prompt: has 256 tokens, the context of the model is 256; shorten the prompt",
        Request.tokens(tooLong));
    refused(
        "prompt: has 2 tokens and max_tokens is 255, the context of the model is 256; shorten the"
            + " prompt or set max_tokens <= 254",
        Request.tokens(5, 6).withOptions(GREEDY.withMaxTokens(255)));
    refused(
        "max_tokens: is 0, expected at least 1, or echo to score the prompt",
        Request.tokens(5).withOptions(GREEDY.withMaxTokens(0)));
    refused(
        "min_tokens: is 9, expected 0 to max_tokens, 8",
        Request.tokens(5).withOptions(GREEDY.withMinTokens(9)));
    refused(
        "logit_bias: names token 300, expected 0 to 287",
        Request.tokens(5).withOptions(GREEDY.withLogitBias(Map.of(300, 1.0))));
  }

  @Test
  void aModelWithoutTemplateSaysHowToGiveOne() {
    RequestException error =
        assertThrows(
            RequestException.class,
            () -> model.generate(Request.chat(List.of(Message.user("hi")))));
    assertTrue(error.getMessage().contains("no chat template"), error.getMessage());
    assertTrue(error.getMessage().contains("--chat-template FILE"), error.getMessage());
    assertEquals("messages", error.parameter().orElseThrow());
  }

  private static void refused(String message, Request request) {
    RequestException error = assertThrows(RequestException.class, () -> model.generate(request));
    assertEquals(message, error.getMessage());
  }

  @Test
  void piecesJoinedAreTheText() {
    Request request = Request.of("hello").withOptions(GREEDY.withMaxTokens(20).withEcho(true));
    StringBuilder joined = new StringBuilder();
    Answer answer = model.stream(request, piece -> joined.append(piece.text()));
    assertEquals(answer.text(), joined.toString());
    assertTrue(answer.text().startsWith("hello"));
    assertEquals(answer.text(), model.generate(request).text());
  }

  @Test
  void aListenerThatThrowsEndsItsRequestOnly() {
    Request request =
        Request.of("hello").withOptions(GREEDY.withMaxTokens(200).withIgnoreEos(true));
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                model.stream(
                    request,
                    piece -> {
                      throw new IllegalStateException("enough");
                    }));
    assertEquals("enough", thrown.getMessage());
    assertEquals(
        8,
        model
            .generate(Request.of("a").withOptions(GREEDY.withIgnoreEos(true)))
            .usage()
            .completionTokens());
  }

  @Test
  void theSeedIsAHashOfTheIdUnlessGiven() {
    DecodingOptions options = DecodingOptions.defaults().withMaxTokens(30).withIgnoreEos(true);
    Request request = Request.of("hello").withOptions(options);
    int[] one = tokens(request.withId("one"));
    assertArrayEquals(one, tokens(request.withId("one")));
    assertNotEquals(Arrays.toString(one), Arrays.toString(tokens(request.withId("two"))));
    Request seeded = request.withOptions(options.withSeed(7));
    assertArrayEquals(tokens(seeded.withId("one")), tokens(seeded.withId("two")));
  }

  private static int[] tokens(Request request) {
    return model.generate(request).choices().get(0).tokens();
  }

  @Test
  void aStopStringEndsAnAnswerAndDoesNotLeak() {
    Request request = Request.of("hello").withOptions(GREEDY.withMaxTokens(40).withIgnoreEos(true));
    String text = model.generate(request).text();
    String stop = text.substring(text.length() / 2, text.length() / 2 + 2);
    Answer stopped = model.generate(request.withOptions(request.options().withStop(stop)));
    assertEquals(text.substring(0, text.indexOf(stop)), stopped.text());
    assertEquals(FinishReason.STOP, stopped.choices().get(0).finish());
  }

  @Test
  void tellsWhatItIs() {
    ModelInfo info = model.info();
    assertEquals("llama", info.architecture());
    assertEquals("llama-untied", info.name());
    assertEquals(256, info.contextLength());
    assertEquals(288, info.vocabulary());
    String sha256 = golden.require("sha256").asString();
    assertEquals("fp_" + sha256.substring(0, 16), info.fingerprint());
    Tokens tokens = model.tokenize("hi é");
    assertEquals(tokens.size(), tokens.pieces().size());
    assertEquals("h", tokens.pieces().get(0));
  }

  @Test
  void aClosedModelSaysSo() throws IOException {
    LanguageModel other = LanguageModel.open(TinyModels.path("llama-untied").toString());
    other.close();
    other.close();
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> other.generate("x"));
    assertEquals("model: is closed, expected an open one", error.getMessage());
  }

  @TempDir private Path folder;

  @Test
  void damagedAndUnknownFilesAreRefused() throws IOException {
    byte[] file = Files.readAllBytes(TinyModels.path("llama-untied"));
    Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(file, file.length - 100));
    assertTrue(refusal(cut).contains("cut.gguf"), refusal(cut));
    byte[] other = file.clone();
    byte[] name = "general.architecture".getBytes(StandardCharsets.UTF_8);
    int at = indexOf(file, name) + name.length + 4 + 8; // behind its type and its length
    System.arraycopy("bloom".getBytes(StandardCharsets.UTF_8), 0, other, at, 5);
    String refusal = refusal(Files.write(folder.resolve("other.gguf"), other));
    assertTrue(refusal.contains("bloom") && refusal.contains("qwen2"), refusal);
    assertTrue(refusal(folder.resolve("none.gguf")).contains("no such file"));
  }

  private static String refusal(Path file) {
    return assertThrows(IOException.class, () -> LanguageModel.open(file.toString())).getMessage();
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    int at = 0;
    while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    return at;
  }

  @Test
  void openBlasNeedsNativeKernels() {
    ModelOptions options =
        ModelOptions.defaults()
            .withKernels("reference")
            .withFloatProducts(ModelOptions.FloatProducts.OPENBLAS);
    String path = TinyModels.path("llama-untied").toString();
    assertThrows(IllegalStateException.class, () -> LanguageModel.open(path, options));
  }
}
