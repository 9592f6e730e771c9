package io.millrace.decoding;

import io.millrace.decoding.SequenceSampling.EndRule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the constraints of a sequence exclude and force at its next place. One thread's. */
final class NextTokens {

  private final TokenConstraints constraints;
  private final List<List<Integer>> badWords;
  private final int last; // tokens before the last place there can be
  private int[] tokens;
  private int length;

  NextTokens(TokenConstraints constraints, EndRule end, int[] prompt) {
    this.constraints = constraints;
    this.badWords =
        constraints.badWords().stream()
            .filter(word -> word.size() > 1 || !end.endTokens().contains(word.get(0)))
            .toList();
    this.last = prompt.length + end.maxTokens() - 1;
    this.tokens = constraints.changes() ? prompt.clone() : new int[0];
    this.length = tokens.length;
  }

  private NextTokens(NextTokens from) {
    constraints = from.constraints;
    badWords = from.badWords;
    last = from.last;
    tokens = from.tokens.clone();
    length = from.length;
  }

  /** The same, to go on apart. */
  NextTokens copy() {
    return constraints.changes() ? new NextTokens(this) : this;
  }

  /** Takes note of the token that was chosen last. */
  void accept(int token) {
    if (constraints.changes()) {
      if (length == tokens.length) {
        tokens = Arrays.copyOf(tokens, length + Math.max(16, length / 2));
      }
      tokens[length++] = token;
    }
  }

  /** The only tokens that are possible; empty if none is forced. */
  Set<Integer> forced() {
    if (!constraints.forcedLast().isEmpty() && length == last) {
      return constraints.forcedLast();
    }
    return constraints.forcedFirst().isPresent() && length == 1
        ? Set.of(constraints.forcedFirst().getAsInt())
        : Set.of();
  }

  /** Tokens that must not come next, for the tokens before them. */
  Set<Integer> excluded() {
    Set<Integer> excluded = new HashSet<>();
    if (constraints.noRepeatNgram() > 0) {
      addRepetitions(constraints.noRepeatNgram(), excluded);
    }
    for (List<Integer> word : badWords) {
      if (isCompletedNext(word)) {
        excluded.add(word.get(word.size() - 1));
      }
    }
    return excluded;
  }

  /** Adds what would complete a run of {@code n} tokens that is there already. */
  private void addRepetitions(int n, Set<Integer> excluded) {
    int suffix = length - n + 1;
    for (int from = 0; from < suffix; from++) {
      if (Arrays.equals(tokens, from, from + n - 1, tokens, suffix, length)) {
        excluded.add(tokens[from + n - 1]);
      }
    }
  }

  private boolean isCompletedNext(List<Integer> word) {
    int from = length - word.size() + 1;
    if (from < 0) {
      return false;
    }
    for (int i = 0; i < word.size() - 1; i++) {
      if (tokens[from + i] != word.get(i)) {
        return false;
      }
    }
    return true;
  }
}
