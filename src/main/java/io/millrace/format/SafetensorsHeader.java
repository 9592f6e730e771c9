package io.millrace.format;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the header of a safetensors file: its length in eight bytes, then JSON that names each
 * tensor's type, extents and place.
 *
 * <p>Tensors must fill the rest of the file, in any order, without gaps, overlaps or a remainder;
 * so no byte is claimed twice, and a file that was cut short is known at once.
 */
final class SafetensorsHeader {

  /** Bytes a header may have: more than a hundred times that of a file of 1,000 tensors. */
  static final long LONGEST_HEADER = 32L << 20;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int MOST_AXES = 8;
  private static final String METADATA = "__metadata__";

  private final String file;
  private final int part;
  private final long dataStart;
  private final long dataBytes;

  private SafetensorsHeader(String file, int part, long dataStart, long dataBytes) {
    this.file = file;
    this.part = part;
    this.dataStart = dataStart;
    this.dataBytes = dataBytes;
  }

  /** The tensors of a file, in the order of their bytes. */
  static List<SafetensorsTensor> read(String file, ByteSource source, int part) throws IOException {
    HeaderReader in = new HeaderReader(file, source);
    byte[] text = new byte[readLength(in, source.size())];
    in.readFully(text, 0, text.length, "header");
    long start = (long) LENGTH_BYTES + text.length;
    SafetensorsHeader header = new SafetensorsHeader(file, part, start, source.size() - start);
    try {
      return header.tensors(JsonValue.parse(text).at(""));
    } catch (JsonException e) {
      throw header.error("header", e.getMessage());
    }
  }

  private static int readLength(HeaderReader in, long size) throws IOException {
    long length = in.readU64("header length");
    long possible = Math.min(LONGEST_HEADER, size - LENGTH_BYTES);
    if (length < 2 || length > possible) {
      throw in.error(
          0,
          "header length",
          "is %s, expected 2 to %d in a file of %d bytes; it is no safetensors file or incomplete"
              .formatted(Long.toUnsignedString(length), possible, size));
    }
    return (int) length;
  }

  private List<SafetensorsTensor> tensors(JsonField root) throws FormatException {
    List<SafetensorsTensor> tensors = new ArrayList<>();
    for (JsonField member : root.members()) {
      if (member.path().equals(METADATA)) {
        member.members().forEach(JsonField::asString);
      } else {
        tensors.add(tensor(member.path(), member.value().at("")));
      }
    }
    tensors.sort(
        Comparator.comparingLong(SafetensorsTensor::offset)
            .thenComparing(SafetensorsTensor::bytes)); // empty ones first
    checkCover(tensors);
    return List.copyOf(tensors);
  }

  private SafetensorsTensor tensor(String name, JsonField record) throws FormatException {
    try {
      SafetensorsType type = type(record.require("dtype"));
      Shape shape = shape(record.require("shape"));
      long bytes = Math.multiplyExact(shape.elements(), (long) type.bytes());
      JsonField offsets = record.require("data_offsets");
      List<JsonField> ends = offsets.elements();
      if (ends.size() != 2) {
        throw offsets.wrong("two numbers, begin and end");
      }
      long begin = ends.get(0).asLong(0, dataBytes);
      long end = ends.get(1).asLong(begin, dataBytes);
      if (end - begin != bytes) {
        throw new JsonException(
            "data_offsets: found %d bytes, expected the %d of %s %s"
                .formatted(end - begin, bytes, type, shape));
      }
      return new SafetensorsTensor(name, type, shape, part, dataStart + begin, bytes);
    } catch (ArithmeticException overflow) {
      throw error(where(name), "size overflows, expected less than 2^63 bytes");
    } catch (JsonException e) {
      throw error(where(name), e.getMessage());
    }
  }

  private static SafetensorsType type(JsonField field) {
    String name = field.asString();
    return SafetensorsType.named(name)
        .orElseThrow(() -> field.wrong("one of " + List.of(SafetensorsType.values())));
  }

  private static Shape shape(JsonField field) {
    List<JsonField> fields = field.elements();
    if (fields.size() > MOST_AXES) {
      throw field.wrong("at most " + MOST_AXES + " extents");
    }
    return Shape.of(fields.stream().mapToLong(each -> each.asLong(0, Long.MAX_VALUE)).toArray());
  }

  /** Checks that tensors, in the order of their bytes, follow each other to the end of the file. */
  private void checkCover(List<SafetensorsTensor> tensors) throws FormatException {
    long expected = dataStart;
    for (SafetensorsTensor tensor : tensors) {
      if (tensor.offset() != expected) {
        throw error(
            where(tensor.name()),
            "data begins at %d, expected %d where the tensor before it ends"
                .formatted(tensor.offset() - dataStart, expected - dataStart));
      }
      expected += tensor.bytes();
    }
    if (expected != dataStart + dataBytes) {
      throw error(
          "header",
          "tensors take %d bytes, expected the %d that the file has after the header"
              .formatted(expected - dataStart, dataBytes));
    }
  }

  private static String where(String name) {
    return "tensor " + Quoted.of(name);
  }

  private FormatException error(String where, String problem) {
    return new FormatException("%s: %s: %s".formatted(file, where, problem));
  }
}
