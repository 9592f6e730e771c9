package io.millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.format.JsonFile;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiny encoder-decoders in Hugging Face folders against what PyTorch makes of some texts. */
class SourceModelsTest {

  private static final double LARGEST_ERROR = 2e-3;
  private static final int LENGTH = 24;
  private static final ModelOptions JAVA =
      ModelOptions.defaults().withKernels("java").withThreads(1);

  static Path folder(String name) {
    try {
      return Path.of(
          SourceModelsTest.class.getResource("/io/millrace/golden/seq2seq/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> models() throws IOException {
    try (Stream<Path> folders = Files.list(folder(""))) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  private record Case(JsonField json) {
    String text(String member) {
      return json.require(member).asString();
    }

    int[] ids(String member) {
      return json.require(member).elements().stream()
          .mapToInt(id -> id.asInt(0, 1 << 20))
          .toArray();
    }

    List<Double> numbers(String member) {
      return json.require(member).elements().stream().map(n -> n.asDouble(-1e9, 0)).toList();
    }
  }

  private static List<Case> cases(String name) throws IOException {
    return expected(name).require("cases").elements().stream().map(Case::new).toList();
  }

  private static JsonField expected(String name) throws IOException {
    return JsonFile.read(folder(name).resolve("expected.json")).at("");
  }

  @ParameterizedTest
  @MethodSource("models")
  void writesWhatPyTorchWrites(String name) throws IOException {
    List<Case> cases = cases(name);
    try (LanguageModel model = LanguageModel.open(folder(name).toString(), JAVA)) {
      List<Request> requests = new ArrayList<>();
      DecodingOptions options = greedy(name);
      for (Case each : cases) {
        requests.add(Request.of(each.text("text")).withOptions(options));
      }
      List<Result<Answer>> answers = model.generateAll(requests);
      for (int i = 0; i < cases.size(); i++) {
        check(cases.get(i), answers.get(i).orThrow());
      }
    }
  }

  /** Always the likeliest token, also where the folder asks for beams. */
  private static DecodingOptions greedy(String name) throws IOException {
    DecodingOptions options = DecodingOptions.greedy().withMaxTokens(LENGTH).withLogprobs(0);
    return expected(name).find("defaults").isPresent()
        ? options.withBeams(BeamOptions.of(1))
        : options;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bart-defaults", "marian-defaults"})
  void translatesAsTheFolderSays(String name) throws IOException {
    List<Case> cases =
        expected(name).require("defaults").elements().stream().map(Case::new).toList();
    List<String> texts = cases.stream().map(each -> each.text("text")).toList();
    try (Translator translator = Translator.open(folder(name).toString(), JAVA);
        LanguageModel model = LanguageModel.open(folder(name).toString(), JAVA)) {
      List<Result<Translation>> results = translator.translateAll(texts);
      for (int i = 0; i < texts.size(); i++) {
        Translation translation = results.get(i).orThrow();
        assertEquals(cases.get(i).text("output"), translation.text());
        double score = cases.get(i).json().require("score").asDouble(-1e9, 0);
        assertEquals(score, translation.score(), LARGEST_ERROR);
        Request request = Request.of(texts.get(i)).withOptions(DecodingOptions.greedy());
        int[] tokens = model.generate(request).choices().get(0).tokens();
        assertArrayEquals(cases.get(i).ids("tokens"), tokens);
      }
    }
  }

  /** A GGUF file of the model in the folder of its name. */
  @Test
  void readsGgufFilesToo() throws IOException {
    List<Case> cases = cases("t5-gated");
    try (Translator model = Translator.open(TinyModels.path("gguf/t5-gated").toString(), JAVA)) {
      assertEquals("translator", model.info().purpose());
      for (Case each : cases) {
        Translation translation =
            model.translate(each.text("text"), DecodingOptions.greedy().withMaxTokens(LENGTH));
        assertEquals(each.text("output"), translation.text());
        double sum = each.numbers("logprobs").stream().mapToDouble(Double::doubleValue).sum();
        assertEquals(sum / each.numbers("logprobs").size(), translation.score(), LARGEST_ERROR);
      }
    }
  }

  private static void check(Case expected, Answer answer) {
    String text = expected.text("text");
    assertArrayEquals(expected.ids("source"), answer.promptTokens(), text);
    Choice choice = answer.choices().get(0);
    assertArrayEquals(expected.ids("tokens"), choice.tokens(), text);
    assertEquals(expected.text("output"), choice.text(), text);
    List<Double> logprobs = expected.numbers("logprobs");
    assertEquals(logprobs.size(), choice.logprobs().size());
    for (int i = 0; i < logprobs.size(); i++) {
      assertEquals(
          logprobs.get(i), choice.logprobs().get(i).logprob().orElseThrow(), LARGEST_ERROR, text);
    }
  }
}
