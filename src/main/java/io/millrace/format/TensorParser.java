package io.millrace.format;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the tensor records of a GGUF header and checks them against the size of the file. */
final class TensorParser {

  private static final int MOST_TENSORS = 1 << 18;
  private static final int LONGEST_NAME = 1 << 10;
  private static final int MOST_AXES = 4;

  /** The empty name, the number of axes, the type and the offset. */
  private static final int LEAST_RECORD_BYTES = 24;

  private final HeaderReader in;

  TensorParser(HeaderReader in) {
    this.in = in;
  }

  /** Reads the count of records. */
  long readCount() throws IOException {
    return in.readCount("number of tensors", LEAST_RECORD_BYTES, MOST_TENSORS);
  }

  /** Reads {@code count} records; offsets in them are relative to the start of the data. */
  List<TensorRecord> read(long count) throws IOException {
    List<TensorRecord> records = new ArrayList<>();
    Map<String, Long> offsets = new HashMap<>();
    for (long i = 0; i < count; i++) {
      long at = in.position();
      String number = "tensor " + (i + 1) + " of " + count;
      String name = new String(in.readString(number, LONGEST_NAME), StandardCharsets.UTF_8);
      String where = "tensor " + Quoted.of(name);
      Long before = offsets.putIfAbsent(name, at);
      if (before != null) {
        throw in.error(at, where, "name was found at byte " + before + ", expected it once");
      }
      records.add(readRecord(name, at, where));
    }
    return records;
  }

  private TensorRecord readRecord(String name, long at, String where) throws IOException {
    Shape shape = readShape(where);
    long typeAt = in.position();
    int id = in.readU32(where);
    DataType type =
        DataType.ofId(id).orElseThrow(() -> in.error(typeAt, where, UnreadableType.problem(id)));
    long bytes = bytes(type, shape, typeAt, where);
    return new TensorRecord(name, type, shape, in.readU64(where), bytes, at);
  }

  /** Reads the extents, innermost first, and turns them round. */
  private Shape readShape(String where) throws IOException {
    long at = in.position();
    int axes = in.readU32(where);
    if (axes < 0 || axes > MOST_AXES) {
      throw in.error(
          at,
          where,
          "number of axes is " + Integer.toUnsignedString(axes) + ", expected 0 to " + MOST_AXES);
    }
    if (axes == 0) {
      return Shape.of(1);
    }
    long[] extents = new long[axes];
    for (int axis = axes - 1; axis >= 0; axis--) {
      extents[axis] = in.readU64(where);
      if (extents[axis] < 1) {
        throw in.error(
            in.position() - Long.BYTES,
            where,
            "extent is "
                + Long.toUnsignedString(extents[axis])
                + ", expected 1 to 9223372036854775807");
      }
    }
    try {
      return Shape.of(extents);
    } catch (ArithmeticException overflow) {
      throw in.error(at, where, "number of elements overflows, expected less than 2^63");
    }
  }

  private long bytes(DataType type, Shape shape, long at, String where) throws FormatException {
    long rowLength = shape.extent(shape.rank() - 1);
    if (rowLength % type.blockSize() != 0) {
      throw in.error(
          at,
          where,
          "row has %d elements, expected a multiple of %d for %s"
              .formatted(rowLength, type.blockSize(), type));
    }
    try {
      return Math.multiplyExact(type.rowBytes(rowLength), shape.elements() / rowLength);
    } catch (ArithmeticException overflow) {
      throw in.error(at, where, "number of bytes overflows, expected less than 2^63");
    }
  }
}
