package io.millrace.engine;

import java.util.List;

/**
 * What an encoder engine has done since it was made, at one moment.
 *
 * @param steps forward passes
 * @param rows rows computed in them
 * @param finished texts that were encoded
 * @param tokens tokens of these
 * @param failed texts that failed or were cancelled
 */
public record EncoderMetrics(long steps, long rows, long finished, long tokens, long failed) {

  static final EncoderMetrics NONE = new EncoderMetrics(0, 0, 0, 0, 0);
  static final EncoderMetrics FAILURE = new EncoderMetrics(0, 0, 0, 0, 1);

  /** One step that encoded these texts. */
  static EncoderMetrics step(List<EncoderText> texts) {
    long tokens = texts.stream().mapToLong(EncoderText::tokens).sum();
    return new EncoderMetrics(1, tokens, texts.size(), tokens, 0);
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
