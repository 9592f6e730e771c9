package io.millrace.batch;

/** Where in a journal an outcome stands and what its status is, in one number that is never 0. */
final class JournalEntry {

  private static final int BITS = 2;

  private JournalEntry() {}

  /**
   * @param position of the frame, more than 0
   */
  static long of(long position, JobRecord.Status status) {
    return position << BITS | status.code();
  }

  static long position(long entry) {
    return entry >>> BITS;
  }

  static JobRecord.Status status(long entry) {
    return JobRecord.Status.of((int) (entry & ((1 << BITS) - 1)));
  }
}
