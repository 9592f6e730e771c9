package io.millrace.batch;

/**
 * How many requests ended how.
 *
 * @param answered with an answer, copied ones included
 * @param failed with a line in the errors
 * @param retriable of the failed, those that may be answered another time
 * @param deduplicated of the answered, copies of the answer to an equal request
 */
public record Outcomes(long answered, long failed, long retriable, long deduplicated) {

  static final Outcomes NONE = new Outcomes(0, 0, 0, 0);

  Outcomes plus(JobRecord.Status status) {
    return plus(status, 1);
  }

  Outcomes minus(JobRecord.Status status) {
    return plus(status, -1);
  }

  private Outcomes plus(JobRecord.Status status, int by) {
    return switch (status) {
      case ANSWERED -> new Outcomes(answered + by, failed, retriable, deduplicated);
      case COPIED -> new Outcomes(answered + by, failed, retriable, deduplicated + by);
      case FAILED -> new Outcomes(answered, failed + by, retriable + by, deduplicated);
      case REFUSED -> new Outcomes(answered, failed + by, retriable, deduplicated);
    };
  }

  /** All of them. */
  public long total() {
    return answered + failed;
  }
}
