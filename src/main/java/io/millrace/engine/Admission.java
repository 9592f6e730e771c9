package io.millrace.engine;

import io.millrace.decoding.TokenConstraints;
import java.util.stream.IntStream;

/**
 * Refuses requests that can never run.
 *
 * @param vocabulary ids the model knows
 * @param contextLength positions the model was made for
 * @param cachePositions positions of the longest sequence the cache has room for
 */
record Admission(int vocabulary, int contextLength, long cachePositions) {

  /**
   * @throws RejectedException if the request does not fit; says what would
   */
  void check(TokenRequest request) {
    int prompt = request.prompt().length;
    checkFits(
        prompt, request.maxTokens(), contextLength, "context limit is %d; shorten the prompt");
    checkFits(
        prompt,
        request.maxTokens(),
        cachePositions == Long.MAX_VALUE
            ? cachePositions
            : cachePositions + 1, // the last token is never run
        "the cache has room for %d; raise it, shorten the prompt");
    IntStream.of(request.prompt()).forEach(token -> checkToken("prompt", token));
    request.sampling().logitBias().keySet().forEach(token -> checkToken("logit_bias", token));
    request.endTokens().forEach(token -> checkToken("end tokens", token));
    checkTokens(request.sampling().constraints());
  }

  private void checkTokens(TokenConstraints constraints) {
    constraints.badWords().forEach(w -> w.forEach(token -> checkToken("bad_words", token)));
    constraints.suppressed().forEach(token -> checkToken("suppress_tokens", token));
    constraints.forcedFirst().ifPresent(token -> checkToken("forced_bos_token_id", token));
    constraints.forcedLast().forEach(token -> checkToken("forced_eos_token_id", token));
  }

  private static void checkFits(int prompt, int maxTokens, long limit, String advice) {
    long needed = (long) prompt + maxTokens;
    if (needed > limit) {
      long left = limit - prompt;
      throw new RejectedException(
          ("request needs %d tokens, " + advice).formatted(needed, limit)
              + (left > 0 ? " or set max_tokens <= " + left : ""));
    }
  }

  private void checkToken(String where, int token) {
    if (token < 0 || token >= vocabulary) {
      throw new RejectedException(
          "%s: token id is %d, expected 0 to %d".formatted(where, token, vocabulary - 1));
    }
  }
}
