package io.millrace.tokenizer;

import java.util.Set;

/**
 * A string that is one token wherever it stands in a text, beside what the model makes of words.
 *
 * @param content the string, not empty
 * @param id the token
 * @param traits how it is found
 */
record AddedToken(String content, int id, Set<Trait> traits) {

  /** How an added token is found. */
  enum Trait {
    /** A control token: text of users never means it. */
    SPECIAL,
    /** Not inside a word. */
    SINGLE_WORD,
    /** Takes the white space before it along. */
    STRIPS_LEFT,
    /** Takes the white space after it along. */
    STRIPS_RIGHT,
    /** Looked for, itself normalized, in the normalized text. */
    NORMALIZED
  }

  AddedToken {
    traits = Set.copyOf(traits);
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
