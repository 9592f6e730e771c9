package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Beam search and constraints through the public API, on a tiny random model. */
class BeamAnswersTest {

  private static LanguageModel model;

  @BeforeAll
  static void open() throws IOException {
    ModelOptions java = ModelOptions.defaults().withKernels("java").withThreads(1);
    model = LanguageModel.open(TinyModels.path("gpt2").toString(), java);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static final Request REQUEST = Request.of("the and").withId("r");

  private static DecodingOptions four() {
    return DecodingOptions.defaults().withMaxTokens(8).withBeams(BeamOptions.of(4)).withN(3);
  }

  @Test
  void theBestHypothesesAreTheChoicesBestFirst() {
    Answer answer = model.generate(REQUEST.withOptions(four().withLogprobs(2)));
    List<Choice> choices = answer.choices();
    assertEquals(3, choices.size());
    assertEquals(
        3, choices.stream().map(choice -> Arrays.hashCode(choice.tokens())).distinct().count());
    for (int i = 0; i < 3; i++) {
      Choice choice = choices.get(i);
      double sum = choice.logprobs().stream().mapToDouble(one -> one.logprob().orElseThrow()).sum();
      assertEquals(sum / choice.tokens().length, choice.score().orElseThrow(), 1e-5);
      assertTrue(i == 0 || score(choice) <= score(choices.get(i - 1)), "the best is not first");
      assertTrue(choice.logprobs().get(0).top().size() >= 2);
    }
    int tokens = choices.stream().mapToInt(choice -> choice.tokens().length).sum();
    assertEquals(tokens, answer.usage().completionTokens());
  }

  private static double score(Choice choice) {
    return choice.score().orElseThrow();
  }

  @Test
  void whatOnlySamplingNeedsPlaysNoPart() {
    DecodingOptions sampled = four().withTemperature(5).withTopK(1).withTopP(0.1).withSeed(9);
    Answer answer = model.generate(REQUEST.withOptions(four()));
    Answer other = model.generate(REQUEST.withOptions(sampled));
    for (int i = 0; i < 3; i++) {
      assertEquals(answer.choices().get(i).text(), other.choices().get(i).text());
      assertEquals(answer.choices().get(i).score(), other.choices().get(i).score());
    }
  }

  @Test
  void echoAndItsLogprobsStandBeforeEveryChoice() {
    DecodingOptions options = four().withEcho(true).withLogprobs(0);
    for (Choice choice : model.generate(REQUEST.withOptions(options)).choices()) {
      assertTrue(choice.text().startsWith("the and"), choice.text());
      assertTrue(choice.logprobs().size() > choice.tokens().length);
    }
  }

  @Test
  void beamsAreNotStreamed() {
    RequestException error =
        assertThrows(
            RequestException.class, () -> model.stream(REQUEST.withOptions(four()), piece -> {}));
    assertEquals(
        "stream: stands beside beam search, whose best shows at the end; do not stream",
        error.getMessage());
  }

  @Test
  void greedyAnswersHaveNoScoreAndObeyConstraintsToo() {
    DecodingOptions greedy = DecodingOptions.greedy().withMaxTokens(12);
    Choice free = model.generate(REQUEST.withOptions(greedy)).choices().get(0);
    assertTrue(free.score().isEmpty());
    Constraints once = Constraints.none().withNoRepeatNgramSize(1);
    Choice choice =
        model.generate(REQUEST.withOptions(greedy.withConstraints(once))).choices().get(0);
    assertEquals(12, IntStream.of(choice.tokens()).distinct().count());
    List<List<Integer>> first = List.of(List.of(free.tokens()[0]));
    Choice without =
        model
            .generate(
                REQUEST.withOptions(
                    greedy.withConstraints(Constraints.none().withBadWordIds(first))))
            .choices()
            .get(0);
    assertTrue(IntStream.of(without.tokens()).noneMatch(token -> token == free.tokens()[0]));
  }

  @Test
  void strangeTokensAreRefused() {
    Constraints strange = Constraints.none().withForcedFirst(288);
    DecodingOptions options = four().withConstraints(strange);
    RequestException error =
        assertThrows(RequestException.class, () -> model.generate(REQUEST.withOptions(options)));
    assertEquals("forced_bos_token_id: token id is 288, expected 0 to 287", error.getMessage());
  }
}
