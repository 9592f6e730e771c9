package io.millrace.batch;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes outcomes in the order of their lines, whatever the order in which they come.
 *
 * <p>What comes early waits in memory; who is too far ahead waits with it, so that the memory is
 * bounded. A failed write ends the job: everybody who waits or comes later gets its exception.
 */
final class JobWriter implements Closeable {

  private final OutputStream output;
  private final Path errorsPath;
  private final int window;
  private final Consumer<JobRecord> written;
  private final Map<Long, JobRecord> early = new HashMap<>();
  private OutputStream errors = OutputStream.nullOutputStream();
  private boolean errorsOpen;
  private long next;
  private Optional<String> broken = Optional.empty();

  /**
   * @param errorsPath created with its first record
   * @param window outcomes that may wait at most
   * @param written told after each record, in order, by one thread at a time
   */
  JobWriter(Path output, Path errorsPath, int window, Consumer<JobRecord> written)
      throws IOException {
    this.output = new BufferedOutputStream(Files.newOutputStream(output));
    this.errorsPath = errorsPath;
    this.window = window;
    this.written = written;
  }

  /**
   * Hands an outcome over.
   *
   * @param sequence numbers without gaps, from 0
   * @throws IOException if it, or an earlier one, could not be written
   */
  synchronized void put(long sequence, JobRecord record) throws IOException, InterruptedException {
    while (sequence >= next + window && broken.isEmpty()) {
      wait();
    }
    if (broken.isPresent()) {
      throw new IOException(broken.get());
    }
    early.put(sequence, record);
    if (sequence == next) {
      try {
        drain();
      } catch (IOException e) {
        stop("writing: " + e.getMessage());
        throw e;
      }
    }
  }

  /** Ends the job: everybody who waits or comes later gets an exception with this message. */
  synchronized void stop(String reason) {
    broken = broken.or(() -> Optional.of(reason));
    notifyAll();
  }

  private void drain() throws IOException {
    while (early.containsKey(next)) {
      JobRecord record = early.remove(next);
      next++;
      (record.failed() ? errors() : output).write(record.line());
      written.accept(record);
    }
    output.flush();
    errors.flush();
    notifyAll();
  }

  private OutputStream errors() throws IOException {
    if (!errorsOpen) {
      errors = new BufferedOutputStream(Files.newOutputStream(errorsPath));
      errorsOpen = true;
    }
    return errors;
  }

  @Override
  public synchronized void close() throws IOException {
    try (OutputStream first = output;
        OutputStream second = errors) {
      first.flush();
      second.flush();
    }
  }
}
