package io.millrace.batch;

/** The order in which a job writes what it has. */
public enum JobOrder {
  /** That of the input; what comes early waits in the journal. */
  INPUT,
  /** As it comes. */
  COMPLETION
}
