package io.millrace;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How probable a token was.
 *
 * @param token its id
 * @param text its own text; bytes that are no whole character read {@code bytes:\xe2\x80}
 * @param bytes its bytes; a special token has those of its name
 * @param logprob natural logarithm of its probability under the raw logits, a float; empty for the
 *     first token of a prompt, which nothing precedes
 * @param offset where it starts in {@link Choice#text}, in {@code char}s
 * @param top the most probable tokens here, best first, as many as asked for, and the token itself
 *     if it is not among them
 */
public record TokenLogprob(
    int token,
    String text,
    byte[] bytes,
    OptionalDouble logprob,
    int offset,
    List<Alternative> top) {

  public TokenLogprob {
    top = List.copyOf(top);
  }

  /**
   * A token that could have stood here.
   *
   * @param token its id
   * @param text as in {@link TokenLogprob#text}
   * @param bytes as in {@link TokenLogprob#bytes}
   * @param logprob natural logarithm of its probability under the raw logits, a float
   */
  public record Alternative(int token, String text, byte[] bytes, double logprob) {}
}
