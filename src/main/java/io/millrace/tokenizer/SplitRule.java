package io.millrace.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How one family of models splits a text into words before merging.
 *
 * @param alphabet what the patterns see of a text
 * @param stages patterns; each splits the pieces of the one before into its matches and what lies
 *     between them
 * @param numbers whether runs of number signs of the byte alphabet become words, and of digits
 *     every three (falcon splits after its bytes were written as characters)
 * @param wholeWords whether a word that is a token is taken without merging
 */
record SplitRule(Alphabet alphabet, List<Pattern> stages, boolean numbers, boolean wholeWords) {

  static SplitRule of(Alphabet alphabet, String... stages) {
    List<Pattern> patterns = Arrays.stream(stages).map(Pattern::compile).toList();
    return new SplitRule(alphabet, patterns, false, false);
  }

  SplitRule withWholeWords() {
    return new SplitRule(alphabet, stages, numbers, true);
  }

  SplitRule withNumbers() {
    return new SplitRule(alphabet, stages, true, wholeWords);
  }
}
