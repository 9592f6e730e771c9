package io.millrace;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which tokens an answer must not or must hold, however probable they are; names and meaning are
 * those of {@code transformers}' generation.
 *
 * <p>Build one by {@link #none} and {@code withX}; new components may be added, so the constructor
 * carries no promise.
 *
 * @param noRepeatNgramSize no run of so many tokens, prompt included, occurs twice; default 0: any
 *     may
 * @param badWords texts that the answer does not hold, as the tokens of each at the beginning of a
 *     text and after a space; default none
 * @param badWordIds token sequences that the answer does not hold; those of an end token alone play
 *     no part; default none
 * @param suppressTokens tokens that the answer does not hold; default none
 * @param forcedFirst {@code forced_bos_token_id}: the token that follows a prompt (of an
 *     encoder-decoder: of its decoder) of a single token; default none
 * @param forcedLast {@code forced_eos_token_id}: tokens of which one is the last that {@code
 *     max_tokens} allows; default none
 */
public record Constraints(
    int noRepeatNgramSize,
    List<String> badWords,
    List<List<Integer>> badWordIds,
    Set<Integer> suppressTokens,
    OptionalInt forcedFirst,
    Set<Integer> forcedLast) {

  private static final Constraints NONE =
      new Constraints(0, List.of(), List.of(), Set.of(), OptionalInt.empty(), Set.of());

  /** Checks every component. */
  public Constraints {
    badWords = List.copyOf(badWords);
    badWordIds = badWordIds.stream().map(List::copyOf).toList();
    suppressTokens = Set.copyOf(suppressTokens);
    forcedLast = Set.copyOf(forcedLast);
    Range.check("no_repeat_ngram_size", noRepeatNgramSize, 0, Integer.MAX_VALUE);
    if (badWords.stream().anyMatch(String::isBlank)
        || badWordIds.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("bad_words: holds an empty one, expected text or tokens");
    }
  }

  /** Nothing is excluded or forced. */
  public static Constraints none() {
    return NONE;
  }

  public Constraints withNoRepeatNgramSize(int size) {
    return new Constraints(size, badWords, badWordIds, suppressTokens, forcedFirst, forcedLast);
  }

  public Constraints withBadWords(String... words) {
    return new Constraints(
        noRepeatNgramSize, List.of(words), badWordIds, suppressTokens, forcedFirst, forcedLast);
  }

  public Constraints withBadWordIds(List<List<Integer>> ids) {
    return new Constraints(
        noRepeatNgramSize, badWords, ids, suppressTokens, forcedFirst, forcedLast);
  }

  public Constraints withSuppressTokens(Set<Integer> tokens) {
    return new Constraints(
        noRepeatNgramSize, badWords, badWordIds, tokens, forcedFirst, forcedLast);
  }

  public Constraints withForcedFirst(int token) {
    return new Constraints(
        noRepeatNgramSize, badWords, badWordIds, suppressTokens, OptionalInt.of(token), forcedLast);
  }

  public Constraints withForcedLast(Set<Integer> tokens) {
    return new Constraints(
        noRepeatNgramSize, badWords, badWordIds, suppressTokens, forcedFirst, tokens);
  }
}
