package io.millrace.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The bytes of a file that came so far, in {@code FILE.part}, and the server's name for the version
 * they belong to, in {@code FILE.part.etag}. Every failure of the disk is a {@link StoreException}.
 *
 * <p>Not a FileChannel: an interrupt would close it and look like a failure of the disk.
 */
final class PartFile implements Closeable {

  private final Path path;
  private final Path etagPath;
  private final RandomAccessFile file;
  private long size;

  PartFile(Path path) throws StoreException {
    this.path = path;
    this.etagPath = path.resolveSibling(path.getFileName() + ".etag");
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
      size = file.length();
      file.seek(size);
    } catch (IOException e) {
      throw failed("cannot be opened for writing", e);
    }
  }

  long size() {
    return size;
  }

  /** The version that the bytes belong to, if the server named one. */
  Optional<String> etag() {
    try {
      return size > 0 ? Optional.of(Files.readString(etagPath)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // never written; the sha256 at the end still decides
    }
  }

  /** Fails unless the disk has room for a file of so many bytes, those that are there included. */
  void checkRoomFor(long bytes) throws StoreException {
    long free = path.toFile().getUsableSpace(); // a FileStore is not to be had in every chroot
    if (free > 0 && free < bytes - size) {
      throw new StoreException(
          "%s: %d MB free, expected %d MB; free space or set MILLRACE_HOME to another folder"
              .formatted(path, free / 1_000_000, (bytes - size) / 1_000_000));
    }
  }

  /** Forgets the bytes; those that follow belong to the given version. */
  void restart(Optional<String> etag) throws StoreException {
    try {
      if (size > 0) {
        file.setLength(0); // moves the position as well
        size = 0;
      }
      Files.deleteIfExists(etagPath);
      if (etag.isPresent()) {
        Files.writeString(etagPath, etag.get());
      }
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  void append(byte[] bytes, int count) throws StoreException {
    try {
      file.write(bytes, 0, count);
      size += count;
    } catch (IOException e) {
      throw failed("cannot be written at byte " + size, e);
    }
  }

  /** Gives the bytes, now on disk, their final name. */
  void moveTo(Path target) throws StoreException {
    try {
      file.getFD().sync();
      Files.deleteIfExists(etagPath);
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("cannot become " + target, e);
    }
  }

  void delete() throws StoreException {
    try {
      Files.deleteIfExists(etagPath);
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed("cannot be deleted", e);
    }
  }

  private StoreException failed(String what, IOException cause) {
    return new StoreException(
        "%s: %s (%s), %d MB free; free space or set MILLRACE_HOME to another folder, what was fetched is kept"
            .formatted(path, what, reason(cause), path.toFile().getUsableSpace() / 1_000_000),
        cause);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
