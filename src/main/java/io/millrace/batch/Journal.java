package io.millrace.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The outcomes of a job as they came, appended at once: what is in it survives the end of the
 * process, and what was forced survives the end of the machine.
 *
 * <p>The file is a line that names the format, a state of fixed size that is written over in one
 * piece, and then frames: a header, outcomes, and marks where failed requests are asked again. It
 * is also the buffer from which answers are copied into their order, so that those that wait for an
 * earlier one wait on the disk. One thread appends; any thread reads.
 */
final class Journal {

  /** Names the format. */
  static final byte[] MAGIC = "millrace journal 1             \n".getBytes(US_ASCII);

  /** Where the header's frame starts. */
  static final long HEADER = (long) MAGIC.length + Frame.HEAD + JournalState.BYTES;

  private static final byte[] NOTHING = {};

  private final FileChannel channel;
  private long end;
  private long headerEnd;
  private boolean dirty;

  /**
   * @param end behind the last whole frame; what follows is cut
   */
  private Journal(FileChannel channel, long headerEnd, long end) {
    this.channel = channel;
    this.headerEnd = headerEnd;
    this.end = end;
  }

  /** An empty journal in place of whatever the file holds. */
  static Journal create(FileChannel channel, JobHeader header) throws IOException {
    channel.truncate(0);
    Journal journal = new Journal(channel, HEADER, HEADER);
    writeFully(channel, 0, ByteBuffer.wrap(MAGIC));
    journal.write(JournalState.RUNNING);
    journal.append(Frame.HEADER, header.toJson().toUtf8(), NOTHING);
    journal.headerEnd = journal.end;
    journal.force();
    return journal;
  }

  /** The journal that was read; cuts a torn tail. */
  static Journal reopen(FileChannel channel, JournalContents contents) throws IOException {
    channel.truncate(contents.end());
    return new Journal(channel, contents.headerEnd(), contents.end());
  }

  /**
   * Appends an outcome.
   *
   * @return where it stands
   */
  long append(long sequence, JobRecord record) throws IOException {
    byte[] meta =
        ByteBuffer.allocate(Frame.META)
            .putLong(sequence)
            .put((byte) record.status().code())
            .putLong(record.tokens().prompt())
            .putLong(record.tokens().cached())
            .putLong(record.tokens().generated())
            .putLong(record.latency().toNanos() / 1000)
            .array();
    return JournalEntry.of(append(Frame.OUTCOME, meta, record.line()), record.status());
  }

  /** Notes that what failed so far is asked again. */
  void retry() throws IOException {
    append(Frame.RETRY, NOTHING, NOTHING);
    write(JournalState.RUNNING);
  }

  private long append(byte type, byte[] first, byte[] second) throws IOException {
    long position = end;
    ByteBuffer[] parts = {
      Frame.head(type, first, second), ByteBuffer.wrap(first), ByteBuffer.wrap(second)
    };
    try {
      channel.position(position);
      while (parts[1].hasRemaining() || parts[2].hasRemaining() || parts[0].hasRemaining()) {
        channel.write(parts);
      }
    } catch (IOException e) {
      cut(position, e);
      throw e;
    }
    end = position + Frame.HEAD + first.length + second.length;
    dirty = true;
    return position;
  }

  /** Takes away what a failed write left; if that fails too, the next reading does it. */
  private void cut(long position, IOException problem) {
    try {
      channel.truncate(position);
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  /** Forces to the disk what was appended. */
  void force() throws IOException {
    if (dirty) {
      dirty = false;
      channel.force(false);
    }
  }

  /** The job is finished: keeps its outcomes only if some can be asked again. */
  void finish(JournalState state) throws IOException {
    force();
    write(state);
    dirty = true;
    force();
    if (state.outcomes().retriable() == 0) {
      channel.truncate(headerEnd);
      end = headerEnd;
    }
  }

  private void write(JournalState state) throws IOException {
    byte[] payload = state.toBytes();
    ByteBuffer frame = ByteBuffer.allocate(Frame.HEAD + payload.length);
    frame.put(Frame.head(Frame.STATE, payload, NOTHING)).put(payload).flip();
    writeFully(channel, MAGIC.length, frame);
  }

  private static void writeFully(FileChannel channel, long position, ByteBuffer bytes)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** The line of an outcome. */
  byte[] line(long entry) throws IOException {
    long position = JournalEntry.position(entry);
    byte[] line = new byte[lineLength(position)];
    read(ByteBuffer.wrap(line), position + Frame.HEAD + Frame.META);
    return line;
  }

  /**
   * Reads the line of an outcome in parts.
   *
   * @param buffer is filled from its start and flipped before {@code part} is told its length
   */
  void copyLine(long entry, ByteBuffer buffer, PartConsumer part) throws IOException {
    long position = JournalEntry.position(entry);
    int left = lineLength(position);
    long at = position + Frame.HEAD + Frame.META;
    while (left > 0) {
      buffer.clear().limit(Math.min(left, buffer.capacity()));
      int length = buffer.limit();
      read(buffer, at);
      buffer.flip();
      part.accept(buffer);
      at += length;
      left -= length;
    }
  }

  /** Takes a part of a line. */
  interface PartConsumer {
    void accept(ByteBuffer part) throws IOException;
  }

  private int lineLength(long position) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    read(length, position);
    return length.getInt(0) - Frame.META;
  }

  private void read(ByteBuffer into, long position) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new IOException("journal: ends at byte " + at + "; something else has cut it");
      }
      at += count;
    }
  }
}
