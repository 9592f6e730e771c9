package io.millrace.batch;

import java.time.Duration;

/**
 * The outcome of one line, ready to be written.
 *
 * @param status what came of it
 * @param line JSON with its line feed, UTF-8
 * @param counts what answering it took
 * @param latency from being handed to the model to its answer
 */
record JobRecord(Status status, byte[] line, WorkCounts counts, Duration latency) {

  /** What came of a line. */
  enum Status {
    /** Answered by the model. */
    ANSWERED(0),
    /** Answered with the answer to an equal request. */
    COPIED(1),
    /** The request was right, and could not be answered this time. */
    FAILED(2),
    /** No request, or a wrong one; fails every time. */
    REFUSED(3);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** Its number in journals, 0 to 3. */
    int code() {
      return code;
    }

    static Status of(int code) {
      return switch (code) {
        case 0 -> ANSWERED;
        case 1 -> COPIED;
        case 2 -> FAILED;
        case 3 -> REFUSED;
        default -> throw new IllegalArgumentException("status: is " + code + ", expected 0 to 3");
      };
    }

    boolean isError() {
      return this == FAILED || this == REFUSED;
    }
  }

  /** An outcome that took neither tokens nor time. */
  static JobRecord free(Status status, byte[] line) {
    return new JobRecord(status, line, WorkCounts.NONE, Duration.ZERO);
  }

  /** Tokens read and written for it. */
  TokenCounts tokens() {
    return counts.tokens();
  }

  JobRecord withLatency(Duration latency) {
    return new JobRecord(status, line, counts, latency);
  }
}
