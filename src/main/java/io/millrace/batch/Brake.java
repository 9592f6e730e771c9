package io.millrace.batch;

import java.util.Optional;

/** Ends a running job early: the first reason counts. */
final class Brake {

  private final Gate requests;
  private final Gate followers;
  private final Submitter submitter;
  private Optional<JobEnd> end = Optional.empty();
  private Optional<Throwable> problem = Optional.empty();

  Brake(Gate requests, Gate followers, Submitter submitter) {
    this.requests = requests;
    this.followers = followers;
    this.submitter = submitter;
  }

  /** Lets what runs come to its end, and starts nothing more. */
  void drain(JobEnd why) {
    synchronized (this) {
      end = end.or(() -> Optional.of(why));
    }
    close();
    submitter.cancelWaiting();
  }

  /** Stops at once. */
  void fail(Throwable why) {
    synchronized (this) {
      if (problem.isPresent()) {
        return;
      }
      problem = Optional.of(why);
    }
    close();
    submitter.cancelAll();
  }

  private void close() {
    requests.close();
    followers.close();
  }

  /** Why it was drained. */
  synchronized Optional<JobEnd> end() {
    return end;
  }

  /** Why it failed. */
  synchronized Optional<Throwable> problem() {
    return problem;
  }
}
