package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.SamplingOptions;
import io.millrace.decoding.TokenConstraints;
import io.millrace.engine.PromptLogprobs;
import io.millrace.engine.TokenRequest;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestReaderTest {

  private static final Tokenizer TOKENIZER = ToyTokenizer.make(true, false);

  private static RequestReader reader(long cached) {
    ChatFormat format = chat -> chat.messages().get(0).content();
    return new RequestReader(
        TOKENIZER, new PromptReader(TOKENIZER, format), beams -> new TokenLimit(100, cached));
  }

  private static TokenRequest read(Request request) {
    return reader(1000).read(request);
  }

  private static void refused(RequestException.Kind kind, String message, Request request) {
    RequestException error = assertThrows(RequestException.class, () -> read(request));
    assertEquals(message, error.getMessage());
    assertEquals(kind, error.kind());
  }

  @Test
  void completionsGetSixteenTokensAndChatWhatTheContextLeaves() {
    assertEquals(16, read(Request.of("ab")).maxTokens());
    assertEquals(10, read(Request.tokens(new int[90])).maxTokens());
    assertEquals(97, read(Request.chat(List.of(Message.user("ab")))).maxTokens());
  }

  @Test
  void theCacheLimitsTooAndSaysSo() {
    RequestReader reader = reader(50);
    assertEquals(48, reader.read(Request.chat(List.of(Message.user("ab")))).maxTokens());
    RequestException error =
        assertThrows(RequestException.class, () -> reader.read(Request.tokens(new int[60])));
    assertEquals(
        "prompt: has 60 tokens, the cache has room for 51; shorten the prompt", error.getMessage());
  }

  @Test
  void refusesWhatTheContextCannotHold() {
    refused(
        RequestException.Kind.TOO_LONG,
        "prompt: has 100 tokens, the context of the model is 100; shorten the prompt",
        Request.tokens(new int[100]));
    DecodingOptions scored = DecodingOptions.defaults().withMaxTokens(0).withEcho(true);
    assertEquals(0, read(Request.tokens(new int[100]).withOptions(scored)).maxTokens());
  }

  @Test
  void optionsReachTheSampler() {
    DecodingOptions options =
        DecodingOptions.defaults()
            .withTemperature(0.5)
            .withTopK(3)
            .withTopP(0.9)
            .withMinP(0.1)
            .withRepetitionPenalty(1.5)
            .withPresencePenalty(0.25)
            .withFrequencyPenalty(0.75)
            .withLogitBias(Map.of(7, 2.0))
            .withMinTokens(4)
            .withSeed(9)
            .withLogprobs(2);
    TokenRequest request = read(Request.of("ab").withOptions(options).withId("x"));
    assertEquals(
        new SamplingOptions(
            0.5f, 3, 0.9f, 0.1f, 1.5f, 0.25f, 0.75f, Map.of(7, 2f), 2, TokenConstraints.NONE),
        request.sampling());
    assertEquals(9, request.seed());
    assertEquals(4, request.minTokens());
    assertEquals("x", request.id());
    assertEquals(Set.of(ToyTokenizer.EOS), request.endTokens());
    assertEquals(PromptLogprobs.NONE, request.promptLogprobs());
  }

  @Test
  void ignoreEosAndEchoChangeWhatTheEngineDoes() {
    DecodingOptions options =
        DecodingOptions.defaults().withIgnoreEos(true).withEcho(true).withLogprobs(0);
    TokenRequest request = read(Request.of("ab").withOptions(options));
    assertEquals(Set.of(), request.endTokens());
    assertEquals(PromptLogprobs.ALL, request.promptLogprobs());
  }

  @Test
  void beamSearchSaysWhatItCannotDo() {
    DecodingOptions four = DecodingOptions.greedy().withBeams(BeamOptions.of(4));
    Request request = Request.of("ab");
    refused(
        RequestException.Kind.INVALID,
        "n: is 5, expected at most the number of beams, 4",
        request.withOptions(four.withN(5)));
    refused(
        RequestException.Kind.INVALID,
        "best_of: stands beside beam search, which has its own best; leave it out",
        request.withOptions(four.withBestOf(2)));
    refused(
        RequestException.Kind.INVALID,
        "stop: stands beside beam search, which only end tokens end; leave it out",
        request.withOptions(four.withStop("x")));
    refused(
        RequestException.Kind.INVALID,
        "max_tokens: is 0, expected at least 1, or echo to score the prompt",
        request.withOptions(four.withMaxTokens(0).withEcho(true)));
    assertEquals(
        Optional.of(new BeamSearchOptions(4, 0.5, BeamSearchOptions.EarlyStopping.FULL, 2)),
        RequestReader.beams(
            four.withN(2)
                .withBeams(
                    BeamOptions.of(4)
                        .withLengthPenalty(0.5)
                        .withEarlyStopping(BeamOptions.EarlyStopping.FULL))));
    assertEquals(Optional.empty(), RequestReader.beams(DecodingOptions.greedy()));
  }

  @Test
  void badWordsAreSpelledAtTheBeginningAndAfterASpace() {
    Constraints asked =
        Constraints.none()
            .withBadWords("a", "bc")
            .withBadWordIds(List.of(List.of(5, 6)))
            .withNoRepeatNgramSize(2)
            .withSuppressTokens(Set.of(9))
            .withForcedFirst(3)
            .withForcedLast(Set.of(2));
    TokenRequest request =
        read(Request.of("ab").withOptions(DecodingOptions.greedy().withConstraints(asked)));
    TokenConstraints constraints = request.sampling().constraints();
    assertEquals(
        new TokenConstraints(
            2,
            List.of(List.of(5, 6), ids("a"), ids("bc")), // " a" is two tokens here
            Set.of(9),
            OptionalInt.of(3),
            Set.of(2)),
        constraints);
  }

  private static List<Integer> ids(String text) {
    return Arrays.stream(TOKENIZER.encode(text, SpecialTokens.AS_TEXT)).boxed().toList();
  }

  @Test
  void theSeedIsTheBeginningOfTheHashOfTheId() {
    // sha256("abc") begins with ba7816bf8f01cfea: FIPS 180-2, appendix B.1
    assertEquals(0xba7816bf8f01cfeaL, read(Request.of("x").withId("abc")).seed());
  }
}
