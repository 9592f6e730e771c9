package io.millrace.engine;

import java.util.Collection;

/**
 * What an encoder engine has done since it was made, at one moment.
 *
 * @param steps forward passes
 * @param rows rows computed in them
 * @param finished texts that were encoded
 * @param tokens tokens of these
 * @param failed texts that failed, took too long or were cancelled
 */
public record EncoderMetrics(long steps, long rows, long finished, long tokens, long failed) {

  static final EncoderMetrics NONE = new EncoderMetrics(0, 0, 0, 0, 0);
  static final EncoderMetrics FAILURE = new EncoderMetrics(0, 0, 0, 0, 1);

  /** One step that encoded these texts, some of them in vain. */
  static EncoderMetrics step(Collection<EncoderText> texts, Collection<EncoderText> lost) {
    long rows = tokens(texts);
    return new EncoderMetrics(1, rows, texts.size() - lost.size(), rows - tokens(lost), 0);
  }

  private static long tokens(Collection<EncoderText> texts) {
    return texts.stream().mapToLong(EncoderText::tokens).sum();
  }

  EncoderMetrics plus(EncoderMetrics more) {
    return new EncoderMetrics(
        steps + more.steps,
        rows + more.rows,
        finished + more.finished,
        tokens + more.tokens,
        failed + more.failed);
  }
}
