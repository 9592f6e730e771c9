package io.millrace.engine;

import io.millrace.decoding.SamplingOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What to generate: a prompt in token ids and how to go on from it, once or several times.
 *
 * @param id what messages call it
 * @param source token ids that the network reads before the prompt; at least one if it needs a
 *     source, else none
 * @param prompt token ids, at least one
 * @param sampling how tokens are chosen, and how many log-probabilities are reported
 * @param seed key of its random numbers
 * @param maxTokens tokens to generate at most; 0 only scores the prompt
 * @param minTokens end tokens are impossible until so many tokens were generated; 0 disables it
 * @param endTokens token ids that end the sequence; empty for ignore_eos
 * @param promptLogprobs whether the prompt's own tokens are scored, with as many of the likeliest
 *     tokens as {@code sampling} asks for
 * @param timeout how long a sequence may take from its first step on; empty for as long as it needs
 */
public record TokenRequest(
    String id,
    int[] source,
    int[] prompt,
    SamplingOptions sampling,
    long seed,
    int maxTokens,
    int minTokens,
    Set<Integer> endTokens,
    PromptLogprobs promptLogprobs,
    Optional<Duration> timeout) {

  private static final int[] NO_SOURCE = {};

  /** A request to a network that reads no source. */
  public TokenRequest(
      String id,
      int[] prompt,
      SamplingOptions sampling,
      long seed,
      int maxTokens,
      int minTokens,
      Set<Integer> endTokens,
      PromptLogprobs promptLogprobs,
      Optional<Duration> timeout) {
    this(
        id,
        NO_SOURCE,
        prompt,
        sampling,
        seed,
        maxTokens,
        minTokens,
        endTokens,
        promptLogprobs,
        timeout);
  }

  /** The same request about another source. */
  public TokenRequest withSource(int... ids) {
    return new TokenRequest(
        id, ids, prompt, sampling, seed, maxTokens, minTokens, endTokens, promptLogprobs, timeout);
  }

  /**
   * @throws IllegalArgumentException if the prompt is empty or a number is out of its range
   */
  public TokenRequest {
    source = source.clone();
    prompt = prompt.clone();
    endTokens = Set.copyOf(endTokens);
    expect(prompt.length > 0, id, "prompt has 0 tokens, expected 1 and more");
    expect(maxTokens >= 0, id, "max_tokens is " + maxTokens + ", expected 0 and more");
    expect(
        minTokens >= 0 && minTokens <= maxTokens,
        id,
        "min_tokens is " + minTokens + ", expected 0 to max_tokens, which is " + maxTokens);
  }

  private static void expect(boolean holds, String id, String message) {
    if (!holds) {
      throw new IllegalArgumentException(id + ": " + message);
    }
  }
}
