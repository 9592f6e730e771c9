package io.millrace.batch;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** The requests of a file that belong to a job, numbered. */
final class Selection {

  /**
   * A request or bad line of the job.
   *
   * @param sequence its place among those of the job, from 0
   * @param bytes it takes in the file
   */
  record Selected(long sequence, JobLine line, long bytes) {}

  private final RequestSource source;
  private final Shard shard;
  private final OptionalLong limit;
  private final LongConsumer skipped;
  private long ordinal;
  private long sequence;

  /**
   * @param skipped told of the bytes of each line of another shard
   */
  Selection(RequestSource source, JobOptions options, LongConsumer skipped) {
    this.source = source;
    this.shard = options.shard();
    this.limit = options.limit();
    this.skipped = skipped;
  }

  /** The next one, or empty at the end. */
  Optional<Selected> next() throws IOException {
    while (limit.isEmpty() || sequence < limit.getAsLong()) {
      long start = source.consumed();
      Optional<JobLine> line = source.next();
      long bytes = source.consumed() - start;
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (shard.holds(ordinal++)) {
        return Optional.of(new Selected(sequence++, line.get(), bytes));
      }
      skipped.accept(bytes);
    }
    return Optional.empty();
  }

  /** Those that came so far. */
  long count() {
    return sequence;
  }
}
