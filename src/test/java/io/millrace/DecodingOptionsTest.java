package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.BeamOptions.EarlyStopping;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DecodingOptionsTest {

  private static final DecodingOptions DEFAULTS = DecodingOptions.defaults();

  @Test
  void eachWithChangesItsComponentOnly() {
    DecodingOptions changed =
        DEFAULTS
            .withTemperature(0.5)
            .withTopK(3)
            .withTopP(0.9)
            .withMinP(0.1)
            .withRepetitionPenalty(1.1)
            .withPresencePenalty(0.2)
            .withFrequencyPenalty(0.3)
            .withLogitBias(Map.of(7, 2.0))
            .withSeed(5)
            .withMaxTokens(9)
            .withMinTokens(2)
            .withStop("a", "b")
            .withIgnoreEos(true)
            .withLogprobs(4)
            .withEcho(true)
            .withN(2)
            .withBestOf(3)
            .withSourceLanguage("en")
            .withTargetLanguage("de")
            .withSourceOverflow(Overflow.CUT)
            .withTimeout(Duration.ofSeconds(9))
            .withBeams(
                BeamOptions.of(4).withLengthPenalty(2).withEarlyStopping(EarlyStopping.NEVER))
            .withConstraints(
                Constraints.none()
                    .withNoRepeatNgramSize(3)
                    .withBadWords("x")
                    .withBadWordIds(List.of(List.of(1, 2)))
                    .withSuppressTokens(Set.of(8))
                    .withForcedFirst(6)
                    .withForcedLast(Set.of(4)));
    assertEquals(
        "DecodingOptions[temperature=0.5, topK=3, topP=0.9, minP=0.1, repetitionPenalty=1.1,"
            + " presencePenalty=0.2, frequencyPenalty=0.3, logitBias={7=2.0},"
            + " seed=OptionalLong[5], maxTokens=OptionalInt[9], minTokens=2, stop=[a, b],"
            + " ignoreEos=true, logprobs=OptionalInt[4], echo=true, n=2,"
            + " bestOf=OptionalInt[3], sourceLanguage=Optional[en], targetLanguage=Optional[de],"
            + " sourceOverflow=CUT, timeout=Optional[PT9S], beams=Optional[BeamOptions[beams=4,"
            + " lengthPenalty=OptionalDouble[2.0], earlyStopping=Optional[NEVER]]],"
            + " constraints=Constraints[noRepeatNgramSize=3, badWords=[x], badWordIds=[[1, 2]],"
            + " suppressTokens=[8], forcedFirst=OptionalInt[6], forcedLast=[4]]]",
        changed.toString());
    assertEquals(OptionalInt.empty(), DEFAULTS.maxTokens());
    assertEquals(0, DecodingOptions.greedy().temperature());
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused("temperature: is -1, expected 0 to 1000", () -> DEFAULTS.withTemperature(-1));
    refused("temperature: is NaN, expected 0 to 1000", () -> DEFAULTS.withTemperature(Double.NaN));
    refused("top_p: is 0, expected above 0 to 1", () -> DEFAULTS.withTopP(0));
    refused("top_p: is 1.0E-60, expected above 0 to 1", () -> DEFAULTS.withTopP(1e-60));
    refused("min_p: is 1.5, expected 0 to 1", () -> DEFAULTS.withMinP(1.5));
    refused("n: is 0, expected 1 to 128", () -> DEFAULTS.withN(0));
    refused("best_of: is 2, expected 3 to 128", () -> DEFAULTS.withN(3).withBestOf(2));
    refused(
        "timeout: is PT0S, expected more than 0 seconds",
        () -> DEFAULTS.withTimeout(Duration.ZERO));
    refused("top_k: is -1, expected 0 to 2147483647", () -> DEFAULTS.withTopK(-1));
    refused("presence_penalty: is 3, expected -2 to 2", () -> DEFAULTS.withPresencePenalty(3));
    refused(
        "logit_bias.5: is 101, expected -100 to 100",
        () -> DEFAULTS.withLogitBias(Map.of(5, 101.0)));
    refused("stop strings: is 17, expected 0 to 16", () -> DEFAULTS.withStop(stops(17)));
    refused("stop: holds an empty string, expected text", () -> DEFAULTS.withStop(""));
    refused("logprobs: is 21, expected 0 to 20", () -> DEFAULTS.withLogprobs(21));
    refused("beams: is 0, expected 1 to 128", () -> BeamOptions.of(0));
    refused(
        "length_penalty: is 11, expected -10 to 10", () -> BeamOptions.of(2).withLengthPenalty(11));
    refused(
        "no_repeat_ngram_size: is -1, expected 0 to 2147483647",
        () -> Constraints.none().withNoRepeatNgramSize(-1));
    refused(
        "bad_words: holds an empty one, expected text or tokens",
        () -> Constraints.none().withBadWords(" "));
  }

  private static String[] stops(int count) {
    String[] stops = new String[count];
    Arrays.fill(stops, "x");
    return stops;
  }

  private static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
