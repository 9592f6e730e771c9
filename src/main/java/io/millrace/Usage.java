package io.millrace;

/**
 * Tokens that a request took.
 *
 * @param promptTokens read, once whatever the number of choices
 * @param completionTokens written in all choices, end tokens included
 * @param cachedTokens of those read, found in the cache and not computed; depends on what ran
 *     before, unlike the answer
 */
public record Usage(int promptTokens, int completionTokens, int cachedTokens) {

  /** Tokens read and written. */
  public int totalTokens() {
    return promptTokens + completionTokens;
  }
}
