package io.millrace;

/**
 * Tokens that a request took.
 *
 * @param promptTokens read
 * @param completionTokens written, the end token included
 */
public record Usage(int promptTokens, int completionTokens) {

  /** Tokens read and written. */
  public int totalTokens() {
    return promptTokens + completionTokens;
  }
}
