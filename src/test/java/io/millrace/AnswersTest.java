package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ways to get many answers: streams, futures, several continuations. */
class AnswersTest {

  private static LanguageModel model;

  @BeforeAll
  static void open() throws IOException {
    ModelOptions options = ModelOptions.defaults().withMaxSequences(4);
    model = LanguageModel.open(TinyModels.path("llama-untied").toString(), options);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Request request(int number) {
    DecodingOptions options = DecodingOptions.defaults().withMaxTokens(3 + number % 5);
    return Request.of("text " + number).withId("r" + number).withOptions(options);
  }

  @Test
  void eachAnswersAnEndlessStreamInOrder() {
    AtomicInteger taken = new AtomicInteger();
    AtomicBoolean closed = new AtomicBoolean();
    Stream<Request> endless =
        Stream.generate(() -> request(taken.getAndIncrement())).onClose(() -> closed.set(true));
    try (Stream<Result<Answer>> results = model.generateEach(endless)) {
      Iterator<Result<Answer>> iterator = results.iterator();
      for (int i = 0; i < 50; i++) {
        Result<Answer> result = iterator.next();
        assertEquals(i, result.index());
        assertEquals("r" + i, result.orThrow().requestId());
        assertEquals(model.generate(request(i)).text(), result.orThrow().text());
        assertTrue(taken.get() <= i + 9, taken + " requests were taken for " + i + " answers");
      }
    }
    assertTrue(closed.get());
  }

  @Test
  void eachReportsABadRequestInItsPlace() {
    Stream<Request> requests = Stream.of(request(0), Request.of(""), request(2));
    List<Result<Answer>> results = model.generateEach(requests).toList();
    assertEquals("r0", results.get(0).orThrow().requestId());
    assertThrows(RequestException.class, results.get(1)::orThrow);
    assertEquals(2, results.get(2).index());
    assertEquals("r2", results.get(2).orThrow().requestId());
    assertEquals(List.of(), model.generateEach(Stream.empty()).toList());
  }

  @Test
  void aSubmittedRequestIsAnsweredLater() {
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 30).mapToObj(i -> model.submit(request(i))).toList();
    for (int i = 0; i < 30; i++) {
      assertEquals(model.generate(request(i)).text(), answers.get(i).join().text());
    }
    CompletableFuture<Answer> bad = model.submit(Request.of(""));
    Throwable cause = assertThrows(CompletionException.class, bad::join).getCause();
    assertEquals(RequestException.Kind.INVALID, ((RequestException) cause).kind());
  }

  @Test
  void aCancelledRequestMakesRoom() {
    long failed = model.metrics().failed();
    DecodingOptions endless = DecodingOptions.greedy().withMaxTokens(200).withIgnoreEos(true);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) { // four at a time: the last ones wait long for their turn
      answers.add(model.submit(request(i).withOptions(endless)));
    }
    answers.forEach(answer -> answer.cancel(false));
    assertThrows(CancellationException.class, answers.get(19)::join);
    assertEquals(model.generate(request(1)).text(), model.generate(request(1)).text());
    assertTrue(model.metrics().failed() - failed <= 20);
    assertEquals(0, model.metrics().waiting());
  }

  @Test
  void aRequestMayTakeSoLongOnly() {
    DecodingOptions options =
        DecodingOptions.greedy()
            .withMaxTokens(200)
            .withIgnoreEos(true)
            .withTimeout(Duration.ofNanos(1));
    RequestException late =
        assertThrows(RequestException.class, () -> model.generate(request(1).withOptions(options)));
    assertEquals(RequestException.Kind.TIMED_OUT, late.kind());
    assertTrue(late.getMessage().startsWith("request r1: ran longer than its time-out"));
  }

  @Test
  void continuationsAreNumberedAndTheFirstIsThatOfASingleOne() {
    DecodingOptions one = DecodingOptions.defaults().withMaxTokens(12).withTemperature(1.5);
    Request request = Request.of("once upon").withId("r").withOptions(one);
    Answer five = model.generate(request.withOptions(one.withN(5)));
    assertEquals(5, five.choices().size());
    assertEquals(model.generate(request).text(), five.text());
    assertEquals(5, five.choices().stream().map(Choice::text).distinct().count());
    int tokens = five.choices().stream().mapToInt(choice -> choice.tokens().length).sum();
    assertEquals(tokens, five.usage().completionTokens());
    assertEquals(five.promptTokens().length, five.usage().promptTokens());
  }

  @Test
  void theBestOfManyAreTheLikeliest() {
    DecodingOptions many =
        DecodingOptions.defaults().withMaxTokens(6).withTemperature(1.5).withIgnoreEos(true);
    Request request = Request.of("once upon").withId("r");
    List<Choice> all =
        new ArrayList<>(
            model.generate(request.withOptions(many.withN(6).withLogprobs(0))).choices());
    all.sort(Comparator.comparingDouble(AnswersTest::meanLogprob).reversed());
    List<Choice> best = model.generate(request.withOptions(many.withN(2).withBestOf(6))).choices();
    assertEquals(2, best.size());
    assertEquals(all.get(0).text(), best.get(0).text());
    assertEquals(all.get(1).text(), best.get(1).text());
    assertNotEquals(all.get(0).text(), all.get(5).text());
    assertEquals(List.of(), best.get(0).logprobs());
    RequestException refused =
        assertThrows(
            RequestException.class,
            () -> model.stream(request.withOptions(many.withBestOf(2)), piece -> {}));
    assertTrue(refused.getMessage().startsWith("best_of: "), refused.getMessage());
  }

  private static double meanLogprob(Choice choice) {
    return choice.logprobs().stream()
        .mapToDouble(token -> token.logprob().getAsDouble())
        .average()
        .orElseThrow();
  }

  @Test
  void aStreamTellsItsContinuationsApart() {
    DecodingOptions options = DecodingOptions.defaults().withMaxTokens(8).withN(3);
    StringBuilder[] texts = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
    Answer answer =
        model.stream(
            Request.of("once").withOptions(options),
            piece -> texts[piece.choice()].append(piece.text()));
    for (int i = 0; i < 3; i++) {
      assertEquals(answer.choices().get(i).text(), texts[i].toString());
    }
  }

  @Test
  void metricsShowWhatWasShared() {
    String shared = "the same beginning of all, long enough to fill some blocks. ".repeat(5);
    ModelMetrics before = model.metrics();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      DecodingOptions options = DecodingOptions.greedy().withMaxTokens(2);
      requests.add(Request.of(shared + i).withOptions(options));
    }
    List<Result<Answer>> results = model.generateAll(requests);
    int cached = results.stream().mapToInt(r -> r.orThrow().usage().cachedTokens()).sum();
    int read = results.stream().mapToInt(r -> r.orThrow().usage().promptTokens()).sum();
    ModelMetrics after = model.metrics();
    assertTrue(cached > read / 2, cached + " of " + read + " tokens were shared");
    assertEquals(cached, after.cachedTokens() - before.cachedTokens());
    assertEquals(read - cached, after.promptTokens() - before.promptTokens());
    assertEquals(8, after.finished() - before.finished());
    assertTrue(after.firstToken().compareTo(after.queued()) > 0);
  }
}
