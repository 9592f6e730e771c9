package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * Turns tokens into text as they come and never gives out half a character.
 *
 * <p>The pieces of text, joined, equal the decoding of all bytes at once. Not for several threads.
 */
public final class StreamingDecoder {

  private final TokenBytes tokens;
  private byte[] buffer = new byte[64];
  private int pending;

  StreamingDecoder(TokenBytes tokens) {
    this.tokens = tokens;
  }

  /**
   * Adds a token and returns the text that is complete now, often a word, sometimes empty. Bytes
   * that can never become a character appear as U+FFFD.
   *
   * @throws IllegalArgumentException if the vocabulary has no such token; nothing is added then
   */
  public String append(int token) {
    int length = tokens.length(token);
    if (length > buffer.length - pending) {
      buffer = Arrays.copyOf(buffer, pending + length);
    }
    tokens.copy(token, buffer, pending);
    int end = pending + length;
    int tail = Utf8.unfinished(buffer, end);
    String text = Utf8.decode(buffer, end - tail);
    System.arraycopy(buffer, end - tail, buffer, 0, tail);
    pending = tail;
    return text;
  }

  /** Ends the text: returns U+FFFD if a character was left unfinished, else an empty string. */
  public String finish() {
    String text = Utf8.decode(buffer, pending);
    pending = 0;
    return text;
  }
}
