package io.millrace.batch;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads frames one after the other and checks each; payloads are not kept but for their start. */
final class FrameReader {

  private final DataInputStream in;
  private final byte[] chunk = new byte[1 << 16];
  private final long size;
  private long position;

  /** Reads from {@code position} on; the channel stays open. */
  FrameReader(FileChannel channel, long position) throws IOException {
    channel.position(position);
    this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    this.size = channel.size();
    this.position = position;
  }

  /**
   * The next frame, or empty where the file ends or is torn.
   *
   * @param kept bytes of the payload to keep at most
   */
  Optional<Frame> next(int kept) throws IOException {
    try {
      return read(kept);
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  private Optional<Frame> read(int kept) throws IOException {
    int length = in.readInt();
    int expected = in.readInt();
    byte type = in.readByte();
    if (length < 0 || length > size - position - Frame.HEAD) {
      return Optional.empty();
    }
    byte[] start = new byte[Math.min(kept, length)];
    in.readFully(start);
    CRC32C checksum = Frame.checksum(type, length);
    checksum.update(start);
    int left = length - start.length;
    while (left > 0) {
      int part = Math.min(left, chunk.length);
      in.readFully(chunk, 0, part);
      checksum.update(chunk, 0, part);
      left -= part;
    }
    if ((int) checksum.getValue() != expected) {
      return Optional.empty();
    }
    Frame frame = new Frame(type, position, length, start);
    position = frame.end();
    return Optional.of(frame);
  }
}
