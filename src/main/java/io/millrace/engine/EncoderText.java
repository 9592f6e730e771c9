package io.millrace.engine;

import io.millrace.kernel.BlockLayout;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A text in an encoder engine, from being submitted to the word on it. */
final class EncoderText {

  private static final Logger LOG = LoggerFactory.getLogger(EncoderText.class);

  private final EncoderRequest request;
  private final EncoderListener listener;
  private volatile boolean cancelled;
  private boolean told; // by the one worker that has taken it

  EncoderText(EncoderRequest request, EncoderListener listener) {
    this.request = request;
    this.listener = listener;
  }

  EncoderRequest request() {
    return request;
  }

  /** Has a word said to its listener, the first time it is asked to. */
  void tell(Consumer<EncoderListener> word) {
    if (told) {
      return;
    }
    told = true;
    try {
      word.accept(listener);
    } catch (Throwable thrown) { // the listener's
      LOG.error("engine: the listener of {} failed", request.id(), thrown);
    }
  }

  int tokens() {
    return request.ids().length;
  }

  /** Cache blocks it needs. */
  int blocks() {
    return (tokens() + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS;
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Whether nobody waits for it any more: {@link #complaint} says why. */
  boolean isGivenUp() {
    return cancelled || request.deadline().isOver();
  }

  RuntimeException complaint() {
    return cancelled
        ? new CancellationException(request.id() + ": cancelled")
        : new TimedOutException("ran longer than its time-out; allow more time");
  }
}
