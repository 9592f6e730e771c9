package io.millrace.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Copies outcomes from the journal to output and errors, in the order of their places, on a thread
 * of its own: who reads the output slowly holds back the file and nothing else.
 */
final class Publisher {

  private final Journal journal;
  private final OutputFile output;
  private final OutputFile errors;
  private final Consumer<IOException> failed;
  private final Places places = new Places();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final Thread thread = new Thread(this::run, "millrace-batch-output");
  private boolean ended;
  private boolean givenUp;
  private long published;

  /**
   * @param errors created with its first line
   * @param failed told if writing fails, after which nothing more is written
   */
  Publisher(Journal journal, Path output, Path errors, Consumer<IOException> failed)
      throws IOException {
    this.journal = journal;
    this.output = new OutputFile(output);
    this.errors = new OutputFile(errors);
    this.failed = failed;
    if (this.errors.isRegular()) {
      Files.deleteIfExists(errors);
    }
    if (this.output.isRegular()) {
      this.output.open();
    }
    thread.setDaemon(true); // it may wait for a pipe's reader that never comes
  }

  void start() {
    thread.start();
  }

  /**
   * Has an outcome written when all before it are.
   *
   * @param place from 0, without gaps in the end
   * @param entry where it stands in the journal
   */
  synchronized void add(long place, long entry) {
    places.put(place, entry);
    notifyAll();
  }

  /** Nothing will be added any more: what can be written is, and the files are forced. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for its end, or for so long; true if it has ended. */
  boolean await(Duration patience) throws InterruptedException {
    thread.join(patience.toMillis());
    return !thread.isAlive();
  }

  /** Closes the files; if it has not ended, it is given up, which is no failure. */
  void close() {
    synchronized (this) {
      givenUp = true;
    }
    try (output;
        errors) {
      // Nothing more.
    } catch (IOException e) {
      failed.accept(e);
    }
  }

  /** Grows with what is written. */
  synchronized long progress() {
    return published;
  }

  private void run() {
    try (output;
        errors) {
      output.open();
      long entry = next();
      while (entry != 0) {
        OutputFile file = JournalEntry.status(entry).isError() ? errors : output;
        journal.copyLine(entry, buffer, file::write);
        entry = next();
      }
      output.finish();
      errors.finish();
    } catch (IOException e) {
      if (!isGivenUp()) {
        failed.accept(e);
      }
    }
  }

  private synchronized boolean isGivenUp() {
    return givenUp;
  }

  private long next() throws IOException {
    long entry = poll();
    if (entry == 0) {
      output.flush();
      errors.flush();
      entry = take();
    }
    return entry;
  }

  private synchronized long poll() {
    published++;
    return places.take();
  }

  /** The next one, or 0 at the end. */
  private synchronized long take() {
    long entry = places.take();
    while (entry == 0 && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts this thread", e);
      }
      entry = places.take();
    }
    return entry;
  }
}
