package io.millrace.kernel.jni;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * Makes the JVMs of one user load the native library one after the other.
 *
 * <p>JavaCPP locks its cache while it extracts a library, but not from then until it has loaded it:
 * a JVM whose jar has the same name and other content may remove the file in between (javacpp issue
 * 608). A folder that cannot be locked is used without: most have a single user.
 */
final class LoaderLock implements AutoCloseable {

  private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Optional<FileChannel> channel;

  private LoaderLock(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /** Waits for the lock of JavaCPP's cache. */
  static LoaderLock acquire() {
    try {
      return acquire(cache(), PATIENCE);
    } catch (IOException e) {
      return new LoaderLock(Optional.empty()); // without a cache there is nothing to guard
    }
  }

  /** Waits for the lock of a folder, not longer than that: whoever holds it may hang. */
  static LoaderLock acquire(Path folder, Duration patience) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".millrace.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (!tryLock(channel) && System.nanoTime() < end) {
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      channel.close(); // this file system knows no locks
      throw e;
    }
    return new LoaderLock(Optional.of(channel));
  }

  @SuppressWarnings("resource") // closing the channel releases it
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another class loader of this JVM holds it
    }
  }

  /** JavaCPP takes a folder that two JVMs create at once for one it cannot create. */
  private static Path cache() throws IOException {
    String home = System.getProperty("user.home") + "/.javacpp/cache";
    try {
      Files.createDirectories(Path.of(System.getProperty(CACHE_PROPERTY, home)));
    } catch (IOException e) {
      // JavaCPP has other places
    }
    return Loader.getCacheDir().toPath();
  }

  @Override
  public void close() {
    channel.ifPresent(
        open -> {
          try {
            open.close();
          } catch (IOException e) {
            // the lock is gone all the same
          }
        });
  }
}
