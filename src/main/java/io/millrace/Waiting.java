package io.millrace;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** How the calling thread waits for an answer. */
final class Waiting {

  private Waiting() {}

  /**
   * Waits for an answer.
   *
   * @throws RequestException if there is none; if the thread is interrupted, the request is dropped
   */
  static <T> T on(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(false);
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RequestException problem) {
        throw problem;
      }
      throw RequestException.failed("request failed: " + e.getCause(), e.getCause());
    }
  }

  /** What a thread throws that was interrupted while it waited. */
  static RequestException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return RequestException.failed("request: interrupted while it was answered", e);
  }
}
