package io.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.Candidate;
import io.millrace.engine.StopCause;
import io.millrace.engine.TokenScore;
import io.millrace.engine.Verdict;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class GenerationTest {

  private final Tokenizer tokenizer = ToyTokenizer.make(true, false);
  private final List<String> pieces = new ArrayList<>();

  private Generation start(DecodingOptions options, int... prompt) {
    return new Generation(
        Request.tokens(prompt).withId("r").withOptions(options),
        prompt,
        GrowingText.Place.BEHIND_PROMPT,
        tokenizer,
        piece -> pieces.add(piece.text()));
  }

  private static ChoiceGeneration first(Generation generation) {
    return generation.choices().get(0);
  }

  private int[] ids(String text) {
    return tokenizer.encode(text, SpecialTokens.AS_TEXT);
  }

  /** Shows tokens until the generation says stop; returns how many it took. */
  private static int show(Generation generation, int... tokens) {
    int shown = 0;
    for (int token : tokens) {
      shown++;
      if (first(generation).token(TokenScore.of(token)) == Verdict.STOP) {
        break;
      }
    }
    return shown;
  }

  private static Answer finish(Generation generation, StopCause cause) {
    first(generation).finished(cause);
    return generation.answer().join();
  }

  @Test
  void tokensBecomeTextAndPieces() {
    Generation generation = start(DecodingOptions.defaults(), 1, 5);
    assertEquals(3, show(generation, ids("abc")));
    Answer answer = finish(generation, StopCause.LENGTH);
    assertEquals("abc", answer.text());
    assertEquals(List.of("a", "b", "c"), pieces);
    assertEquals(FinishReason.LENGTH, answer.choices().get(0).finish());
    assertEquals(new Usage(2, 3, 0), answer.usage());
    assertArrayEquals(ids("abc"), answer.choices().get(0).tokens());
    assertArrayEquals(new int[] {1, 5}, answer.promptTokens());
  }

  @Test
  void aStopStringAcrossTokensEndsTheAnswerAndIsNotPartOfIt() {
    Generation generation = start(DecodingOptions.defaults().withStop("END"), 1);
    assertEquals(6, show(generation, ids("ab.ENDQ")));
    Answer answer = finish(generation, StopCause.LISTENER);
    assertEquals("ab.", answer.text());
    assertEquals("ab.", String.join("", pieces));
    assertEquals(FinishReason.STOP, answer.choices().get(0).finish());
    assertEquals(6, answer.usage().completionTokens());
  }

  @Test
  void aStopStringInTheLastTokenAllowedIsAStop() {
    Generation generation = start(DecodingOptions.defaults().withStop("b"), 1);
    show(generation, ids("ab"));
    Answer answer = finish(generation, StopCause.LENGTH);
    assertEquals("a", answer.text());
    assertEquals(FinishReason.STOP, answer.choices().get(0).finish());
  }

  @Test
  void whatOnlyBeginsAStopStringIsGivenOutAtTheEnd() {
    Generation generation = start(DecodingOptions.defaults().withStop("END"), 1);
    show(generation, ids("aEN"));
    assertEquals("a", String.join("", pieces));
    assertEquals("aEN", finish(generation, StopCause.LENGTH).text());
    assertEquals("aEN", String.join("", pieces));
  }

  @Test
  void stopStringsDoNotCountBeforeMinTokens() {
    DecodingOptions options = DecodingOptions.defaults().withStop("b").withMinTokens(3);
    Generation generation = start(options, 1);
    assertEquals(5, show(generation, ids("abcab")));
    assertEquals("abca", finish(generation, StopCause.LISTENER).text());
  }

  @Test
  void halfACharacterIsNeverGivenOut() {
    byte[] utf8 = "é".getBytes(UTF_8);
    Generation generation = start(DecodingOptions.defaults(), 1);
    show(generation, ToyTokenizer.ofByte(utf8[0] & 0xff));
    assertEquals(List.of(), pieces);
    show(generation, ToyTokenizer.ofByte(utf8[1] & 0xff));
    assertEquals(List.of("é"), pieces);
    show(generation, ToyTokenizer.ofByte(0xE2));
    assertEquals("é\uFFFD", finish(generation, StopCause.LENGTH).text());
  }

  @Test
  void endTokensAreCountedAndNotShown() {
    Generation generation = start(DecodingOptions.defaults(), 1);
    show(generation, ids("a"));
    show(generation, ToyTokenizer.EOS);
    Answer answer = finish(generation, StopCause.END_TOKEN);
    assertEquals("a", answer.text());
    assertEquals(2, answer.usage().completionTokens());
    assertEquals(FinishReason.STOP, answer.choices().get(0).finish());
  }

  @Test
  void echoPutsThePromptFirstAndItsScoresToo() {
    int[] prompt = {1, ids("a")[0], ids("b")[0]};
    Generation generation =
        start(DecodingOptions.defaults().withEcho(true).withLogprobs(1), prompt);
    first(generation)
        .prompt(
            List.of(
                new TokenScore(prompt[1], -1f, List.of(new Candidate(prompt[1], -1f))),
                new TokenScore(prompt[2], -2f, List.of(new Candidate(prompt[1], -0.5f)))));
    first(generation)
        .token(new TokenScore(ids("c")[0], -3f, List.of(new Candidate(prompt[1], -0.1f))));
    Choice choice = finish(generation, StopCause.LENGTH).choices().get(0);
    assertEquals("abc", choice.text());
    assertEquals("abc", String.join("", pieces));
    List<TokenLogprob> logprobs = choice.logprobs();
    assertEquals(List.of("<s>", "a", "b", "c"), logprobs.stream().map(TokenLogprob::text).toList());
    assertEquals(List.of(0, 0, 1, 2), logprobs.stream().map(TokenLogprob::offset).toList());
    assertTrue(logprobs.get(0).logprob().isEmpty());
    assertEquals(-2, logprobs.get(2).logprob().getAsDouble());
    assertEquals(1, logprobs.get(1).top().size());
    // The token itself stands behind the best ones if it is not among them.
    assertEquals(List.of("a", "b"), alternatives(logprobs.get(2)));
    assertArrayEquals(ids("c"), choice.tokens());
  }

  private static List<String> alternatives(TokenLogprob entry) {
    return entry.top().stream().map(TokenLogprob.Alternative::text).toList();
  }

  @Test
  void echoOfATextShowsItAsItWasGiven() {
    Tokenizer prefixing = ToyTokenizer.make(true, true);
    int[] body = prefixing.encode("ab", SpecialTokens.AS_TEXT);
    assertEquals(3, body.length); // a space, a, b
    int[] prompt = {1, body[0], body[1], body[2]};
    Request request =
        Request.of("ab").withOptions(DecodingOptions.defaults().withEcho(true).withLogprobs(0));
    Generation generation =
        new Generation(
            request,
            prompt,
            GrowingText.Place.BEHIND_PROMPT,
            prefixing,
            piece -> pieces.add(piece.text()));
    List<TokenScore> scores = new ArrayList<>();
    for (int i = 1; i < prompt.length; i++) {
      scores.add(new TokenScore(prompt[i], -1f, List.of()));
    }
    first(generation).prompt(scores);
    Choice choice = finish(generation, StopCause.LENGTH).choices().get(0);
    assertEquals("ab", choice.text());
    assertEquals(
        List.of(0, 0, 0, 1), choice.logprobs().stream().map(TokenLogprob::offset).toList());
  }

  @Test
  void logprobsOfTokensInAStopStringAreLeftOut() {
    Generation generation = start(DecodingOptions.defaults().withStop("END").withLogprobs(0), 1, 5);
    for (int token : ids("abEND")) {
      first(generation).token(new TokenScore(token, -1f, List.of()));
    }
    Choice choice = finish(generation, StopCause.LISTENER).choices().get(0);
    assertEquals(List.of("a", "b"), choice.logprobs().stream().map(TokenLogprob::text).toList());
    assertEquals(5, choice.tokens().length);
  }

  @Test
  void cancellingStopsTheSequence() {
    Generation generation = start(DecodingOptions.defaults(), 1);
    assertEquals(Verdict.CONTINUE, first(generation).token(TokenScore.of(5)));
    generation.answer().cancel(false);
    assertEquals(Verdict.STOP, first(generation).token(TokenScore.of(5)));
    first(generation).finished(StopCause.LISTENER);
    assertTrue(generation.answer().isCancelled());
  }

  @Test
  void aFailureSaysWhichRequestFailed() {
    Generation generation = start(DecodingOptions.defaults(), 1);
    first(generation).failed(new IllegalStateException("logits are not finite"));
    Throwable cause = assertThrows(CompletionException.class, generation.answer()::join).getCause();
    assertEquals("request r: logits are not finite", cause.getMessage());
    assertEquals(RequestException.Kind.FAILED, ((RequestException) cause).kind());
  }

  @Test
  void choicesStandInTheirOrderWhateverTheOrderOfTheirEnds() {
    Generation generation = start(DecodingOptions.defaults().withN(3), 1, 5);
    for (int choice : new int[] {2, 0, 1}) {
      generation.choices().get(choice).token(TokenScore.of(ids("abc")[choice]));
      assertFalse(generation.answer().isDone());
      generation.choices().get(choice).finished(StopCause.LENGTH);
    }
    Answer answer = generation.answer().join();
    assertEquals(List.of("a", "b", "c"), answer.choices().stream().map(Choice::text).toList());
    assertEquals(new Usage(2, 3, 0), answer.usage());
  }

  @Test
  void theBestOfManyAreThoseWithTheHighestMeanLogprob() {
    Generation generation = start(DecodingOptions.defaults().withN(2).withBestOf(3), 1);
    float[][] logprobs = {{-3f}, {-1f, -2f}, {-1f, -1.5f, -0.5f}};
    for (int choice = 0; choice < 3; choice++) {
      for (float logprob : logprobs[choice]) {
        TokenScore score = new TokenScore(ids("abc")[choice], logprob, List.of());
        generation.choices().get(choice).token(score);
      }
      generation.choices().get(choice).finished(StopCause.LENGTH);
    }
    Answer answer = generation.answer().join();
    assertEquals(List.of("ccc", "bb"), answer.choices().stream().map(Choice::text).toList());
    assertEquals(6, answer.usage().completionTokens());
  }

  @Test
  void bytesThatAreNoCharacterAreShownAsBytes() {
    TokenText text = new TokenText(tokenizer);
    assertEquals("bytes:\\xe2", text.text(ToyTokenizer.ofByte(0xE2)));
    assertEquals("</s>", text.text(ToyTokenizer.EOS));
    assertEquals("a", text.text(ids("a")[0]));
  }
}
