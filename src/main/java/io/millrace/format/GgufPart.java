package io.millrace.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of a model: the whole model unless it is split.
 *
 * @param file its name, for messages
 * @param source its bytes; closed with this
 * @param tensors in the order of the header
 */
record GgufPart(
    String file, ByteSource source, int version, GgufMetadata metadata, List<GgufTensor> tensors)
    implements Closeable {

  private static final int MAGIC = 0x46554747; // "GGUF", lowest byte first
  private static final int DEFAULT_ALIGNMENT = 32;

  /**
   * Reads and checks the header of one file.
   *
   * @param index which part of the model it is, from 0
   */
  static GgufPart read(String file, ByteSource source, int index) throws IOException {
    Placeholder.refuse(file, source);
    HeaderReader in = new HeaderReader(file, source);
    int version = readVersion(in);
    TensorParser tensorParser = new TensorParser(in);
    MetadataParser metadataParser = new MetadataParser(in);
    long tensorCount = tensorParser.readCount();
    List<GgufEntry> entries = metadataParser.read(metadataParser.readCount());
    GgufMetadata metadata = new GgufMetadata(file, entries);
    long alignment = alignment(metadata, in);
    List<TensorRecord> records = tensorParser.read(tensorCount);
    List<GgufTensor> tensors = new ArrayList<>();
    long dataStart = (in.position() + alignment - 1) / alignment * alignment;
    for (TensorRecord record : records) {
      checkPlace(record, dataStart, alignment, source.size(), in);
      tensors.add(
          new GgufTensor(
              record.name(),
              record.type(),
              record.shape(),
              index,
              dataStart + record.offset(),
              record.bytes()));
    }
    return new GgufPart(file, source, version, metadata, List.copyOf(tensors));
  }

  private static int readVersion(HeaderReader in) throws IOException {
    int magic = in.readU32("magic number");
    if (magic != MAGIC) {
      throw in.error(
          0,
          "magic number",
          "is %08x, expected 47475546 (\"GGUF\"); this is not a GGUF file"
              .formatted(Integer.reverseBytes(magic)));
    }
    int version = in.readU32("version");
    if ((version & 0xffff) == 0) {
      throw in.error(
          4,
          "version",
          "is %d in big-endian order, expected little-endian order; convert the file"
              .formatted(Integer.reverseBytes(version)));
    }
    if (version != 2 && version != 3) {
      throw in.error(
          4,
          "version",
          "is %s, expected 2 or 3; convert the model anew"
              .formatted(Integer.toUnsignedString(version)));
    }
    return version;
  }

  private static long alignment(GgufMetadata metadata, HeaderReader in) throws FormatException {
    String key = "general.alignment";
    GgufEntry entry = metadata.entry(key).orElse(null);
    if (entry == null) {
      return DEFAULT_ALIGNMENT;
    }
    boolean isU32 = entry.value().type() == GgufType.U32;
    long alignment = isU32 ? ((GgufNumber) entry.value()).toLong() : 0;
    if (Long.bitCount(alignment) != 1) {
      throw in.error(
          entry.offset(),
          "metadata key " + key,
          "value is "
              + (isU32 ? String.valueOf(alignment) : entry.value().kind())
              + ", expected a u32 that is a power of two");
    }
    return alignment;
  }

  private static void checkPlace(
      TensorRecord record, long dataStart, long alignment, long size, HeaderReader in)
      throws FormatException {
    String where = "tensor " + Quoted.of(record.name());
    long offset = record.offset();
    if (Long.remainderUnsigned(offset, alignment) != 0) {
      throw in.error(
          record.recordAt(),
          where,
          "offset is %s, expected a multiple of the alignment %d"
              .formatted(Long.toUnsignedString(offset), alignment));
    }
    if (offset < 0 || offset > size - dataStart || record.bytes() > size - dataStart - offset) {
      throw in.error(
          record.recordAt(),
          where,
          "data is %d bytes from byte %d + %s on, expected it to end by byte %d, the end of the file;"
                  .formatted(record.bytes(), dataStart, Long.toUnsignedString(offset), size)
              + " the download may be incomplete");
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
