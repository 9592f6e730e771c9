package io.millrace.batch;

import io.millrace.json.JsonException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A journal's file, held by one job alone, in this process and among all processes. */
final class JournalFile implements Closeable {

  /**
   * The journals of this process. A lock of the system is not enough: it holds for processes, and
   * closing the file anywhere in one gives it up.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path path;
  private final Path key;
  private final FileChannel channel;

  private JournalFile(Path path, Path key, FileChannel channel) {
    this.path = path;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes hold of a file, which is created if it is not there.
   *
   * @throws JobRefusedException if another job has it
   */
  static JournalFile hold(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent().toRealPath();
    Path key = folder.resolve(path.getFileName());
    synchronized (HELD) {
      if (!HELD.add(key)) {
        throw inUse(path);
      }
    }
    try {
      return new JournalFile(path, key, lock(path));
    } catch (IOException | RuntimeException e) {
      release(key);
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process under another name.
    } catch (IOException e) {
      channel.close();
      throw new JobRefusedException(
          "journal: "
              + path
              + " cannot be locked, "
              + e.getMessage()
              + "; name one on a disk of this machine with --journal");
    }
    channel.close();
    throw inUse(path);
  }

  private static JobRefusedException inUse(Path path) {
    return new JobRefusedException(
        "journal: " + path + " is in use by another job; wait for its end, or name another output");
  }

  private static void release(Path key) {
    synchronized (HELD) {
      HELD.remove(key);
    }
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * What it holds; empty if it is new, or ends before its header does, when nothing was written to
   * the output either.
   *
   * @throws JobRefusedException if it is something else
   */
  Optional<JournalContents> read() throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(Journal.MAGIC.length);
    int count = 0;
    while (magic.hasRemaining() && count >= 0) {
      count = channel.read(magic, magic.position());
    }
    byte[] found = Arrays.copyOf(magic.array(), magic.position());
    if (!Arrays.equals(found, Arrays.copyOf(Journal.MAGIC, found.length))) {
      throw new JobRefusedException(
          "journal: " + path + " is no journal of this version; name another output or --journal");
    }
    FrameReader frames = new FrameReader(channel, Journal.MAGIC.length);
    Optional<Frame> state = frames.next(JournalState.BYTES);
    // A loss of power may tear the state; what follows decides then.
    frames = new FrameReader(channel, Math.min(Journal.HEADER, channel.size()));
    Optional<Frame> header = frames.next(JobHeader.MAX_BYTES);
    if (header.isEmpty() || header.get().type() != Frame.HEADER) {
      return Optional.empty();
    }
    JournalContents contents =
        new JournalContents(header(header.get()), state(state), header.get().end());
    Optional<Frame> frame = frames.next(Frame.META);
    while (frame.isPresent() && contents.add(frame.get())) {
      frame = frames.next(Frame.META);
    }
    return Optional.of(contents);
  }

  private JobHeader header(Frame frame) throws JobRefusedException {
    try {
      return JobHeader.parse(frame.start());
    } catch (JsonException e) {
      throw new JobRefusedException(
          "journal: " + path + " has a damaged header, " + e.getMessage());
    }
  }

  private static JournalState state(Optional<Frame> frame) {
    return frame
        .filter(f -> f.type() == Frame.STATE && f.length() == JournalState.BYTES)
        .map(f -> JournalState.of(f.start()))
        .orElse(JournalState.RUNNING);
  }

  /** Gives it up; one that holds nothing is deleted. */
  @Override
  public void close() throws IOException {
    try {
      if (channel.isOpen() && channel.size() == 0) {
        Files.deleteIfExists(path);
      }
      channel.close();
    } finally {
      release(key);
    }
  }
}
