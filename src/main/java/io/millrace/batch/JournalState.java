package io.millrace.batch;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What a journal's state says: whether the job is finished, and what it came to.
 *
 * @param finished whether every request has its outcome, and output and errors are whole
 * @param outcomes all, if finished
 * @param tokens all, if finished
 * @param elapsed of the run that finished it
 */
record JournalState(boolean finished, Outcomes outcomes, TokenCounts tokens, Duration elapsed) {

  static final JournalState RUNNING =
      new JournalState(false, Outcomes.NONE, TokenCounts.NONE, Duration.ZERO);

  /** Bytes of its payload. */
  static final int BYTES = 1 + 8 * Long.BYTES;

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) (finished ? 1 : 0))
        .putLong(outcomes.answered())
        .putLong(outcomes.failed())
        .putLong(outcomes.retriable())
        .putLong(outcomes.deduplicated())
        .putLong(tokens.prompt())
        .putLong(tokens.cached())
        .putLong(tokens.generated())
        .putLong(elapsed.toNanos())
        .array();
  }

  static JournalState of(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    boolean finished = in.get() != 0;
    Outcomes outcomes = new Outcomes(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    TokenCounts tokens = new TokenCounts(in.getLong(), in.getLong(), in.getLong());
    return new JournalState(finished, outcomes, tokens, Duration.ofNanos(in.getLong()));
  }
}
