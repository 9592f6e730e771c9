package io.millrace.batch;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * What a journal holds: the outcome of each request that has one.
 *
 * <p>Takes eight bytes a request.
 */
final class JournalContents {

  private final JobHeader header;
  private final JournalState state;
  private final long headerEnd;
  private final LatencyHistogram latencies = new LatencyHistogram();
  private long[] entries = new long[1 << 10];
  private int size;
  private long end;
  private Outcomes outcomes = Outcomes.NONE;
  private TokenCounts tokens = TokenCounts.NONE;

  JournalContents(JobHeader header, JournalState state, long headerEnd) {
    this.header = header;
    this.state = state;
    this.headerEnd = headerEnd;
    this.end = headerEnd;
  }

  /** Of a journal without outcomes. */
  static JournalContents none(JobHeader header) {
    return new JournalContents(header, JournalState.RUNNING, Journal.HEADER);
  }

  /** Takes the next frame; false if it makes no sense, so that the journal ends before it. */
  boolean add(Frame frame) {
    boolean known =
        switch (frame.type()) {
          case Frame.OUTCOME -> frame.start().length == Frame.META && addOutcome(frame);
          case Frame.RETRY -> forgetFailures();
          default -> false;
        };
    if (known) {
      end = frame.end();
    }
    return known;
  }

  private boolean addOutcome(Frame frame) {
    ByteBuffer meta = ByteBuffer.wrap(frame.start());
    long sequence = meta.getLong();
    int status = meta.get();
    // A line takes two bytes of the input at least, so that no number is larger than this.
    if (sequence < 0
        || sequence > Math.min(header.inputBytes(), Integer.MAX_VALUE - 8)
        || status < 0
        || status >= JobRecord.Status.values().length) {
      return false;
    }
    tokens = tokens.plus(new TokenCounts(meta.getLong(), meta.getLong(), meta.getLong()));
    JobRecord.Status came = JobRecord.Status.of(status);
    if (came == JobRecord.Status.ANSWERED) {
      latencies.add(Duration.of(meta.getLong(), ChronoUnit.MICROS));
    }
    put((int) sequence, JournalEntry.of(frame.position(), came));
    return true;
  }

  private void put(int sequence, long entry) {
    if (sequence >= entries.length) {
      int larger = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(2L * sequence, 16));
      entries = Arrays.copyOf(entries, Math.max(larger, sequence + 1));
    }
    if (entries[sequence] != 0) {
      outcomes = outcomes.minus(JournalEntry.status(entries[sequence]));
    }
    entries[sequence] = entry;
    size = Math.max(size, sequence + 1);
    outcomes = outcomes.plus(JournalEntry.status(entry));
  }

  /** What failed and may be answered another time has no outcome any more. */
  boolean forgetFailures() {
    for (int i = 0; i < size; i++) {
      if (entries[i] != 0 && JournalEntry.status(entries[i]) == JobRecord.Status.FAILED) {
        entries[i] = 0;
        outcomes = outcomes.minus(JobRecord.Status.FAILED);
      }
    }
    return true;
  }

  /** Where the outcome of a request stands, or 0 if it has none. */
  long entry(long sequence) {
    return sequence < size ? entries[(int) sequence] : 0;
  }

  /** Takes a request's number and where its outcome stands. */
  interface EntryConsumer {
    void accept(long sequence, long entry);
  }

  /** All that there are, by their requests' numbers. */
  void forEach(EntryConsumer consumer) {
    for (int i = 0; i < size; i++) {
      if (entries[i] != 0) {
        consumer.accept(i, entries[i]);
      }
    }
  }

  /** All that there are, in the order in which they came. */
  long[] byArrival() {
    return Arrays.stream(entries, 0, size).filter(entry -> entry != 0).sorted().toArray();
  }

  JobHeader header() {
    return header;
  }

  JournalState state() {
    return state;
  }

  long headerEnd() {
    return headerEnd;
  }

  /** Behind the last whole frame. */
  long end() {
    return end;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  TokenCounts tokens() {
    return tokens;
  }

  LatencyHistogram latencies() {
    return latencies;
  }
}
