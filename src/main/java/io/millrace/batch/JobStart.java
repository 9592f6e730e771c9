package io.millrace.batch;

/** What a job does about files that are there already. */
public enum JobStart {
  /** Refuses existing output, errors and journal. */
  NEW,
  /** Replaces them. */
  OVERWRITE,
  /** Goes on where the journal ends; starts from the beginning if there is none. */
  RESUME,
  /** As {@link #RESUME}, and asks again what failed, malformed lines excepted. */
  RETRY_FAILED
}
