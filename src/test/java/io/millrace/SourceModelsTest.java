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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tiny encoder-decoders in Hugging Face folders against what PyTorch makes of some texts. */
class SourceModelsTest {

  private static final double LARGEST_ERROR = 2e-3;
  private static final int LENGTH = 24;

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
    JsonField expected = JsonFile.read(folder(name).resolve("expected.json")).at("");
    return expected.require("cases").elements().stream().map(Case::new).toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void writesWhatPyTorchWrites(String name) throws IOException {
    List<Case> cases = cases(name);
    ModelOptions java = ModelOptions.defaults().withKernels("java").withThreads(1);
    try (LanguageModel model = LanguageModel.open(folder(name).toString(), java)) {
      List<Request> requests = new ArrayList<>();
      DecodingOptions options = DecodingOptions.greedy().withMaxTokens(LENGTH).withLogprobs(0);
      for (Case each : cases) {
        requests.add(Request.of(each.text("text")).withOptions(options));
      }
      List<Result<Answer>> answers = model.generateAll(requests);
      for (int i = 0; i < cases.size(); i++) {
        check(cases.get(i), answers.get(i).orThrow());
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
