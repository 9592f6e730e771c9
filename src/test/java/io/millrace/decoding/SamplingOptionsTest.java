package io.millrace.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SamplingOptionsTest {

  private static final SamplingOptions DEFAULTS = SamplingOptions.defaults();

  @Test
  void defaultsChangeNothing() {
    assertFalse(DEFAULTS.isGreedy());
    assertFalse(DEFAULTS.isFiltered());
    assertFalse(DEFAULTS.hasPenalties());
    assertFalse(DEFAULTS.hasLogprobs());
  }

  @Test
  void eachSettingChangesItsOwnComponent() {
    SamplingOptions all =
        DEFAULTS
            .withTemperature(0.5f)
            .withTopK(3)
            .withTopP(0.25f)
            .withMinP(0.125f)
            .withRepetitionPenalty(1.5f)
            .withPresencePenalty(-1)
            .withFrequencyPenalty(2)
            .withLogitBias(Map.of(7, -100f))
            .withLogprobs(5);
    assertEquals(
        new SamplingOptions(
            0.5f, 3, 0.25f, 0.125f, 1.5f, -1, 2, Map.of(7, -100f), 5, TokenConstraints.NONE),
        all);
  }

  @Test
  void tinyTemperaturesCountAsOneHundredth() {
    assertEquals(0.01f, DEFAULTS.withTemperature(1e-30f).temperature());
    assertTrue(DEFAULTS.withTemperature(0).isGreedy());
  }

  @Test
  void saysWhatIsOutOfRange() {
    assertRefused("temperature is -0.5, expected >= 0", () -> DEFAULTS.withTemperature(-0.5f));
    assertRefused("temperature is NaN, expected >= 0", () -> DEFAULTS.withTemperature(Float.NaN));
    assertRefused("top_k is -1, expected 0 for all", () -> DEFAULTS.withTopK(-1));
    assertRefused("top_p is 0.0, expected above 0 to 1", () -> DEFAULTS.withTopP(0));
    assertRefused("top_p is 1.5, expected above 0 to 1", () -> DEFAULTS.withTopP(1.5f));
    assertRefused("min_p is 2.0, expected 0 to 1", () -> DEFAULTS.withMinP(2));
    assertRefused("repetition_penalty is 0.0", () -> DEFAULTS.withRepetitionPenalty(0));
    assertRefused("presence_penalty is 3.0", () -> DEFAULTS.withPresencePenalty(3));
    assertRefused("frequency_penalty is NaN", () -> DEFAULTS.withFrequencyPenalty(Float.NaN));
    assertRefused(
        "logit_bias of token 5 is 101.0, expected -100 to 100",
        () -> DEFAULTS.withLogitBias(Map.of(5, 101f)));
    assertRefused("logit_bias is -5", () -> DEFAULTS.withLogitBias(Map.of(-5, 1f)));
    assertRefused("logprobs is -2", () -> DEFAULTS.withLogprobs(-2));
  }

  private static void assertRefused(String message, Supplier<SamplingOptions> options) {
    IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, options::get);
    assertTrue(thrown.getMessage().startsWith(message), thrown.getMessage());
  }
}
