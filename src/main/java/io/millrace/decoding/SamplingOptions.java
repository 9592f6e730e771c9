package io.millrace.decoding;

import java.util.Map;

/**
 * How the next token is chosen from the logits; names, order and meaning are vLLM's.
 *
 * <p>Applied in this order: logit bias, repetition, presence and frequency penalty, constraints,
 * temperature, min_p, top_k, top_p. Greedy if the temperature is 0: the three filters then play no
 * part.
 *
 * @param temperature divides the logits; 0 is greedy, values between 0 and 0.01 count as 0.01;
 *     default 1, which also disables it
 * @param topK keeps the k most likely tokens; default 0, which disables it
 * @param topP keeps the most likely tokens that together hold this share of the probability, above
 *     0 to 1; default 1, which disables it
 * @param minP keeps tokens at least this times as likely as the likeliest, 0 to 1; default 0, which
 *     disables it
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens that occur in
 *     the prompt or the answer, above 0; default 1, which disables it
 * @param presencePenalty is taken off the logits of tokens that occur in the answer, -2 to 2;
 *     default 0, which disables it
 * @param frequencyPenalty is taken off the logits once for each time a token occurs in the answer,
 *     -2 to 2; default 0, which disables it
 * @param logitBias is added to the logits of these token ids, -100 to 100; default empty
 * @param logprobs how many of the likeliest tokens are reported with their log-probability beside
 *     the chosen one; 0 reports the chosen one only; default -1, which reports none
 * @param constraints which tokens are excluded or forced; default {@link TokenConstraints#NONE}
 */
public record SamplingOptions(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    float presencePenalty,
    float frequencyPenalty,
    Map<Integer, Float> logitBias,
    int logprobs,
    TokenConstraints constraints) {

  /** The value of {@link #logprobs} that reports none. */
  public static final int NO_LOGPROBS = -1;

  /** The largest value of {@link #logprobs}. */
  public static final int MAX_LOGPROBS = 128;

  private static final float LOWEST_TEMPERATURE = 0.01f;

  private static final SamplingOptions DEFAULTS =
      new SamplingOptions(1, 0, 1, 0, 1, 0, 0, Map.of(), NO_LOGPROBS, TokenConstraints.NONE);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SamplingOptions {
    expect(temperature >= 0 && temperature <= Float.MAX_VALUE, "temperature", temperature, ">= 0");
    expect(topK >= 0, "top_k", topK, "0 for all tokens, or how many to keep");
    expect(topP > 0 && topP <= 1, "top_p", topP, "above 0 to 1");
    expect(minP >= 0 && minP <= 1, "min_p", minP, "0 to 1");
    expect(
        repetitionPenalty > 0 && repetitionPenalty <= Float.MAX_VALUE,
        "repetition_penalty",
        repetitionPenalty,
        "above 0, and 1 for none");
    expect(Math.abs(presencePenalty) <= 2, "presence_penalty", presencePenalty, "-2 to 2");
    expect(Math.abs(frequencyPenalty) <= 2, "frequency_penalty", frequencyPenalty, "-2 to 2");
    expect(
        logprobs >= NO_LOGPROBS && logprobs <= MAX_LOGPROBS,
        "logprobs",
        logprobs,
        "-1 for none, or 0 to " + MAX_LOGPROBS);
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach(SamplingOptions::checkBias);
    if (temperature > 0 && temperature < LOWEST_TEMPERATURE) {
      temperature = LOWEST_TEMPERATURE;
    }
  }

  /** Plain sampling: temperature 1, no filter, no penalty, no log-probabilities. */
  public static SamplingOptions defaults() {
    return DEFAULTS;
  }

  /** Always the likeliest token. */
  public static SamplingOptions greedy() {
    return DEFAULTS.withTemperature(0);
  }

  /** Whether the likeliest token is always taken. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  /** Whether one of the three filters is on. */
  public boolean isFiltered() {
    return topK > 0 || topP < 1 || minP > 0;
  }

  /** Whether the logits depend on tokens of the prompt or the answer. */
  public boolean hasPenalties() {
    return repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0;
  }

  /** Whether log-probabilities are reported. */
  public boolean hasLogprobs() {
    return logprobs != NO_LOGPROBS;
  }

  public SamplingOptions withTemperature(float value) {
    return new SamplingOptions(
        value,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withTopK(int value) {
    return new SamplingOptions(
        temperature,
        value,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withTopP(float value) {
    return new SamplingOptions(
        temperature,
        topK,
        value,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withMinP(float value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        value,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withRepetitionPenalty(float value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        value,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withPresencePenalty(float value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        value,
        frequencyPenalty,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withFrequencyPenalty(float value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        value,
        logitBias,
        logprobs,
        constraints);
  }

  public SamplingOptions withLogitBias(Map<Integer, Float> value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        value,
        logprobs,
        constraints);
  }

  public SamplingOptions withLogprobs(int value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        value,
        constraints);
  }

  public SamplingOptions withConstraints(TokenConstraints value) {
    return new SamplingOptions(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        logitBias,
        logprobs,
        value);
  }

  private static void checkBias(int token, float bias) {
    expect(token >= 0, "logit_bias", token, "token ids of 0 and more");
    expect(Math.abs(bias) <= 100, "logit_bias of token " + token, bias, "-100 to 100");
  }

  private static void expect(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
    }
  }
}
