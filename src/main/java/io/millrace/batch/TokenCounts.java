package io.millrace.batch;

/**
 * Tokens of one or more requests.
 *
 * @param prompt read
 * @param cached of those read, found in the cache and not computed
 * @param generated written
 */
public record TokenCounts(long prompt, long cached, long generated) {

  static final TokenCounts NONE = new TokenCounts(0, 0, 0);

  TokenCounts plus(TokenCounts more) {
    return new TokenCounts(prompt + more.prompt, cached + more.cached, generated + more.generated);
  }
}
