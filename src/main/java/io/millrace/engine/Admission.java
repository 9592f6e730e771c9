package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import java.util.stream.IntStream;

/**
 * Refuses requests that can never run.
 *
 * @param vocabulary ids the model knows
 * @param contextLength positions the model was made for
 * @param blocks blocks the cache has
 */
record Admission(int vocabulary, int contextLength, int blocks) {

  /**
   * @throws RejectedException if the request does not fit; says what would
   */
  void check(TokenRequest request) {
    int prompt = request.prompt().length;
    long needed = (long) prompt + request.maxTokens();
    checkFits(needed, prompt, contextLength, "context limit is");
    checkFits(needed - 1, prompt - 1, cachePositions(), "the cache holds");
    IntStream.of(request.prompt()).forEach(token -> checkToken("prompt", token));
    request.sampling().logitBias().keySet().forEach(token -> checkToken("logit_bias", token));
    request.endTokens().forEach(token -> checkToken("end tokens", token));
  }

  private int cachePositions() {
    return (int) Math.min(Integer.MAX_VALUE, (long) blocks * BlockLayout.POSITIONS);
  }

  private static void checkFits(long needed, int prompt, int limit, String what) {
    if (needed <= limit) {
      return;
    }
    int left = limit - prompt;
    throw new RejectedException(
        "request needs %d tokens, %s %d; shorten the prompt%s"
            .formatted(needed, what, limit, left > 0 ? " or set max_tokens <= " + left : ""));
  }

  private void checkToken(String where, int token) {
    if (token < 0 || token >= vocabulary) {
      throw new RejectedException(
          "%s: token id is %d, expected 0 to %d".formatted(where, token, vocabulary - 1));
    }
  }
}
