package io.millrace;

import io.millrace.decoding.TokenConstraints;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns constraints on text into constraints on tokens. */
final class ConstraintReader {

  private final Tokenizer tokenizer;

  ConstraintReader(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  TokenConstraints read(Constraints constraints) {
    List<List<Integer>> words = new ArrayList<>(constraints.badWordIds());
    constraints.badWords().forEach(word -> addWord(word.stripLeading(), words));
    return new TokenConstraints(
        constraints.noRepeatNgramSize(),
        words,
        constraints.suppressTokens(),
        constraints.forcedFirst(),
        constraints.forcedLast());
  }

  /** As vLLM does: the word as it is, and after a space if that makes another token of the word. */
  private void addWord(String word, List<List<Integer>> words) {
    List<Integer> plain = encode(word);
    List<Integer> spaced = encode(" " + word);
    if (plain.isEmpty()) {
      return;
    }
    words.add(plain);
    if (spaced.size() == plain.size() && !spaced.get(0).equals(plain.get(0))) {
      words.add(spaced);
    }
  }

  private List<Integer> encode(String text) {
    return Arrays.stream(tokenizer.encode(text, SpecialTokens.AS_TEXT)).boxed().toList();
  }
}
