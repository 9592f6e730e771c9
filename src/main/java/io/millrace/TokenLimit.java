package io.millrace;

/**
 * How many tokens a prompt and its answer may have together.
 *
 * @param context positions the model was trained for
 * @param cached positions the cache has room for; the last token of an answer needs none
 */
record TokenLimit(int context, long cached) {

  private int most() {
    return (int) (cached >= context ? context : cached + 1);
  }

  /** Tokens that a prompt of {@code length} leaves; 0 or less if none. */
  int left(int length) {
    return most() - length;
  }

  /** The complaint about a request that needs more. */
  String exceeded(int length, int maxTokens) {
    String found = "prompt: has " + length + " tokens";
    String limit = most() == context ? "the context of the model is " : "the cache has room for ";
    if (length >= most()) {
      return found + ", " + limit + most() + "; shorten the prompt";
    }
    return "%s and max_tokens is %d, %s%d; shorten the prompt or set max_tokens <= %d"
        .formatted(found, maxTokens, limit, most(), most() - length);
  }
}
