package io.millrace.decoding;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which tokens a sequence must not or must choose, whatever their logits; names, order and meaning
 * are those of {@code transformers}' generation.
 *
 * <p>What is excluded is impossible; what is forced is all that is possible, with logit 0. Forcing
 * outweighs exclusions, but for {@code suppressed}.
 *
 * @param noRepeatNgram no run of so many tokens, prompt included, occurs twice; 0 disables it
 * @param badWords token sequences that are never completed, each with a token or more; those of an
 *     end token alone play no part; default none
 * @param suppressed tokens that are never chosen; default none
 * @param forcedFirst the token that follows a prompt of a single token; default none
 * @param forcedLast the tokens of which one is chosen at the last place that max_tokens allows;
 *     default none
 */
public record TokenConstraints(
    int noRepeatNgram,
    List<List<Integer>> badWords,
    Set<Integer> suppressed,
    OptionalInt forcedFirst,
    Set<Integer> forcedLast) {

  /** No constraint. */
  public static final TokenConstraints NONE =
      new TokenConstraints(0, List.of(), Set.of(), OptionalInt.empty(), Set.of());

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TokenConstraints {
    badWords = badWords.stream().map(List::copyOf).toList();
    suppressed = Set.copyOf(suppressed);
    forcedLast = Set.copyOf(forcedLast);
    if (noRepeatNgram < 0) {
      throw new IllegalArgumentException(
          "no_repeat_ngram_size is " + noRepeatNgram + ", expected 0 for none, or 1 and more");
    }
    if (badWords.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("bad_words holds an empty one, expected tokens in each");
    }
  }

  /** Whether something depends on the tokens before, or on the place. */
  boolean changes() {
    return noRepeatNgram > 0
        || !badWords.isEmpty()
        || forcedFirst.isPresent()
        || !forcedLast.isEmpty();
  }
}
