package io.millrace.batch;

/** How a job ended. */
public enum JobEnd {
  /** Every request has its outcome. */
  FINISHED,
  /** It was finished before; nothing was done. */
  FINISHED_BEFORE,
  /** It was told to stop, and can be resumed. */
  STOPPED,
  /** Too many requests failed; it can be resumed. */
  TOO_MANY_ERRORS;

  /** Whether every request has its outcome. */
  public boolean isFinished() {
    return this == FINISHED || this == FINISHED_BEFORE;
  }
}
