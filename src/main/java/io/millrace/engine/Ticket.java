package io.millrace.engine;

/** What a submitted request can be cancelled by. */
public interface Ticket {

  /**
   * Ends the request's sequences before their next step, running or waiting; their listeners are
   * told {@link java.util.concurrent.CancellationException}. Changes nothing if they have ended.
   * Any thread may call it, listeners too.
   */
  void cancel();
}
