package io.millrace;

import java.util.List;

/**
 * Text as a model reads it.
 *
 * @param ids the tokens
 * @param pieces the text of each; bytes that are no whole character read {@code bytes:\xe2\x80}
 */
public record Tokens(int[] ids, List<String> pieces) {

  public Tokens {
    pieces = List.copyOf(pieces);
  }

  /** The number of tokens. */
  public int size() {
    return ids.length;
  }
}
