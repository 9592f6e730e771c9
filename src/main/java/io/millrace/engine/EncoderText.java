package io.millrace.engine;

import io.millrace.kernel.BlockLayout;

/** A text in an encoder engine, from being submitted to the word on it. */
final class EncoderText {

  private final EncoderRequest request;
  private final EncoderListener listener;
  private volatile boolean cancelled;

  EncoderText(EncoderRequest request, EncoderListener listener) {
    this.request = request;
    this.listener = listener;
  }

  EncoderRequest request() {
    return request;
  }

  EncoderListener listener() {
    return listener;
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
}
