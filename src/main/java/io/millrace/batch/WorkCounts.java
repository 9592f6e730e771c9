package io.millrace.batch;

/**
 * What answering took.
 *
 * @param tokens read and written
 * @param texts read for something else than to be continued: to be encoded, scored or labeled
 */
record WorkCounts(TokenCounts tokens, long texts) {

  static final WorkCounts NONE = new WorkCounts(TokenCounts.NONE, 0);

  WorkCounts plus(WorkCounts more) {
    return new WorkCounts(tokens.plus(more.tokens), texts + more.texts);
  }
}
