package io.millrace.format;

import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a GGUF file: first collect keys and tensors, then {@link #write}.
 *
 * <p>Tensors are streamed from their sources a few megabytes at a time, in the order they were
 * added, each at the next multiple of the alignment, as other readers demand. Not thread-safe.
 */
public final class GgufWriter {

  private static final String ALIGNMENT = "general.alignment";
  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_KEY = 65_535;
  private static final int BYTES_A_READ = 4 << 20;

  private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
  private final Map<String, Source> tensors = new LinkedHashMap<>();
  private int version = 3;

  private record Source(DataType type, Shape shape, RowSource rows) {

    long rowBytes() {
      return type.rowBytes(shape.extent(shape.rank() - 1));
    }

    long rowCount() {
      return shape.elements() / shape.extent(shape.rank() - 1);
    }

    long bytes() {
      return Math.multiplyExact(rowBytes(), rowCount());
    }
  }

  /** Makes a writer of an empty file of version 3 with an alignment of 32. */
  public GgufWriter() {}

  /** Chooses the version of the format: 2 or 3. */
  public GgufWriter version(int newVersion) {
    require(newVersion == 2 || newVersion == 3, "version is " + newVersion + ", expected 2 or 3");
    version = newVersion;
    return this;
  }

  /** Chooses the alignment of tensors, a power of two of at least 8, and writes its key. */
  public GgufWriter alignment(int bytes) {
    return put(ALIGNMENT, GgufNumber.u32(bytes));
  }

  /**
   * Adds a key and its value, after those added before.
   *
   * @throws IllegalArgumentException if the key is empty, too long or there already
   */
  public GgufWriter put(String key, GgufValue value) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    require(
        length >= 1 && length <= LONGEST_KEY, "key has " + length + " bytes, expected 1 to 65535");
    require(!metadata.containsKey(key), "key " + key + " was put before, expected it once");
    if (key.equals(ALIGNMENT)) {
      checkAlignment(value);
    }
    metadata.put(key, value);
    return this;
  }

  /** Adds a key with a text. */
  public GgufWriter put(String key, String text) {
    return put(key, new GgufString(text));
  }

  /**
   * Adds a tensor, after those added before.
   *
   * @param name of 1 to 63 bytes
   * @param shape outermost extent first, rank 1 to 4, no extent 0; the innermost is a row, a
   *     multiple of the block size of the type
   * @param rows gives the rows while the file is written
   * @throws IllegalArgumentException if name, type and shape are not as said
   */
  public GgufWriter add(String name, DataType type, Shape shape, RowSource rows) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    require(
        length >= 1 && length <= LONGEST_NAME,
        "name " + name + " has " + length + " bytes, expected 1 to 63");
    require(!tensors.containsKey(name), "tensor " + name + " was added before, expected it once");
    require(shape.rank() >= 1 && shape.rank() <= 4, "shape is " + shape + ", expected rank 1 to 4");
    require(shape.elements() > 0, "shape is " + shape + ", expected no extent to be 0");
    Source source = new Source(type, shape, rows);
    require(
        source.rowBytes() <= Integer.MAX_VALUE && source.rowCount() <= Integer.MAX_VALUE,
        "shape is " + shape + ", expected less than 2^31 rows and bytes in a row");
    tensors.put(name, source);
    return this;
  }

  /**
   * Writes the file beside its place and then moves it there, so that a failure leaves what was
   * there before.
   *
   * @throws IOException if it cannot be written, or a source fails
   */
  public void write(Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      try (GgufOutput out = new GgufOutput(unfinished)) {
        writeHeader(out);
        writeData(out);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private void writeHeader(GgufOutput out) throws IOException {
    out.write("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeU32(version);
    out.writeU64(tensors.size());
    out.writeU64(metadata.size());
    for (Map.Entry<String, GgufValue> entry : metadata.entrySet()) {
      out.writeString(entry.getKey().getBytes(StandardCharsets.UTF_8));
      out.writeU32(entry.getValue().type().id());
      out.writeValue(entry.getValue());
    }
    long offset = 0;
    for (Map.Entry<String, Source> entry : tensors.entrySet()) {
      out.writeString(entry.getKey().getBytes(StandardCharsets.UTF_8));
      Source source = entry.getValue();
      out.writeU32(source.shape().rank());
      for (int axis = source.shape().rank() - 1; axis >= 0; axis--) {
        out.writeU64(source.shape().extent(axis));
      }
      out.writeU32(source.type().id());
      out.writeU64(offset);
      offset = Math.addExact(offset, aligned(source.bytes()));
    }
  }

  private void writeData(GgufOutput out) throws IOException {
    out.pad(aligned(out.position()));
    for (Source source : tensors.values()) {
      long start = out.position();
      writeRows(source, out);
      out.pad(start + aligned(source.bytes()));
    }
  }

  private static void writeRows(Source source, GgufOutput out) throws IOException {
    int rowBytes = (int) source.rowBytes();
    int rowsAtOnce = (int) Math.min(source.rowCount(), Math.max(1, BYTES_A_READ / rowBytes));
    ByteBuffer rows = ByteBuffer.allocate(rowsAtOnce * rowBytes);
    int first = 0;
    while (first < source.rowCount()) {
      int count = (int) Math.min(rowsAtOnce, source.rowCount() - first);
      rows.clear().limit(count * rowBytes);
      source.rows().read(first, count, rows);
      if (rows.hasRemaining()) {
        throw new IOException(
            "write: source gave %d bytes for rows %d + %d, expected %d"
                .formatted(rows.position(), first, count, rows.limit()));
      }
      out.write(rows.flip());
      first += count;
    }
  }

  private long aligned(long position) {
    long alignment = metadata.get(ALIGNMENT) instanceof GgufNumber number ? number.toLong() : 32;
    return (position + alignment - 1) / alignment * alignment;
  }

  private static void checkAlignment(GgufValue value) {
    boolean good =
        value instanceof GgufNumber number
            && number.type() == GgufType.U32
            && Long.bitCount(number.toLong()) == 1
            && number.toLong() >= 8;
    require(good, "alignment is " + value + ", expected a u32, a power of two from 8");
  }

  private static void require(boolean good, String problem) {
    if (!good) {
      throw new IllegalArgumentException("gguf: " + problem);
    }
  }
}
