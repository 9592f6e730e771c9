package io.millrace.engine;

import io.millrace.decoding.TokenConstraints;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Refuses requests that can never run.
 *
 * @param vocabulary ids the model knows
 * @param contextLength positions the model was made for
 * @param cachePositions positions of the longest sequence the cache has room for
 * @param source the limits of sources, if the network reads them
 */
record Admission(
    int vocabulary, int contextLength, long cachePositions, Optional<SourceLimits> source) {

  /**
   * The limits of sources.
   *
   * @param vocabulary ids the encoder knows
   * @param contextLength positions the encoder was made for
   * @param cachePositions positions of the longest source the cache has room for
   */
  record SourceLimits(int vocabulary, int contextLength, long cachePositions) {

    long most() {
      return Math.min(contextLength, cachePositions);
    }
  }

  /**
   * @throws RejectedException if the request does not fit; says what would
   */
  void check(TokenRequest request) {
    checkSource(request.source());
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

  private void checkSource(int[] ids) {
    if (source.isEmpty() == (ids.length > 0)) {
      throw new RejectedException(
          ids.length > 0
              ? "source has " + ids.length + " tokens, expected none: the model reads no source"
              : "source has 0 tokens, expected 1 and more");
    }
    if (source.isEmpty()) {
      return;
    }
    SourceLimits limits = source.get();
    if (ids.length > limits.contextLength()) {
      throw new RejectedException(
          "source has %d tokens, the encoder's limit is %d; shorten it or let it be cut"
              .formatted(ids.length, limits.contextLength()));
    }
    if (ids.length > limits.cachePositions()) {
      throw new RejectedException(
          "source has %d tokens, the cache has room for %d; raise it or shorten the source"
              .formatted(ids.length, limits.cachePositions()));
    }
    IntStream.of(ids).forEach(token -> checkToken("source", token, limits.vocabulary()));
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
    checkToken(where, token, vocabulary);
  }

  private static void checkToken(String where, int token, int vocabulary) {
    if (token < 0 || token >= vocabulary) {
      throw new RejectedException(
          "%s: token id is %d, expected 0 to %d".formatted(where, token, vocabulary - 1));
    }
  }
}
