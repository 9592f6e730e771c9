package io.millrace.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** The right to write one model's file, held by one thread of one process at a time. */
final class StoreLock {

  private static final long POLL_MILLIS = 200;

  /** What is done under a lock. */
  interface Action {
    void run() throws IOException;
  }

  private StoreLock() {}

  /** Waits for the lock, acts, and frees it; the system frees it when its holder dies. */
  static void hold(Path path, ProgressListener listener, Action action) throws IOException {
    try (FileChannel channel = FileChannel.open(path, CREATE, WRITE)) {
      acquire(channel, path, listener);
      action.run(); // closing the channel frees the lock
    }
  }

  private static void acquire(FileChannel channel, Path path, ProgressListener listener)
      throws IOException {
    try {
      if (!isLocked(channel)) {
        listener.message(path + ": another process is fetching this model; waiting for it");
        do {
          Thread.sleep(POLL_MILLIS);
        } while (!isLocked(channel));
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(path + ": interrupted while another process holds it", e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process
    }
  }
}
