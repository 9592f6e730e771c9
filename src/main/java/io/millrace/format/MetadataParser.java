package io.millrace.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the key-value records of a GGUF header. */
final class MetadataParser {

  private static final int MOST_KEYS = 1 << 16;
  private static final int LONGEST_KEY = 65_535;
  private static final int MOST_ELEMENTS = 1 << 30;
  private static final int LARGE_VOCABULARY = 1 << 18;

  /** The empty key, its type and one byte. */
  private static final int LEAST_RECORD_BYTES = 13;

  private final HeaderReader in;

  MetadataParser(HeaderReader in) {
    this.in = in;
  }

  /** Reads the count of records. */
  long readCount() throws IOException {
    return in.readCount("number of metadata keys", LEAST_RECORD_BYTES, MOST_KEYS);
  }

  /** Reads {@code count} records. */
  List<GgufEntry> read(long count) throws IOException {
    List<GgufEntry> entries = new ArrayList<>();
    Map<String, Long> offsets = new HashMap<>();
    for (long i = 0; i < count; i++) {
      long at = in.position();
      String number = "metadata key " + (i + 1) + " of " + count;
      String key = new String(in.readString(number, LONGEST_KEY), StandardCharsets.UTF_8);
      String where = "metadata key " + Quoted.of(key);
      if (key.isEmpty()) {
        throw in.error(at, number, "name is empty, expected a name");
      }
      Long before = offsets.putIfAbsent(key, at);
      if (before != null) {
        throw in.error(at, where, "name was found at byte " + before + ", expected it once");
      }
      long valueAt = in.position();
      entries.add(new GgufEntry(key, readValue(readType(where), where), valueAt));
    }
    return entries;
  }

  private GgufType readType(String where) throws IOException {
    long at = in.position();
    int id = in.readU32(where);
    return GgufType.ofId(id)
        .orElseThrow(
            () ->
                in.error(
                    at,
                    where,
                    "value type is " + Integer.toUnsignedString(id) + ", expected 0 to 12"));
  }

  private GgufValue readValue(GgufType type, String where) throws IOException {
    return switch (type) {
      case STRING ->
          new GgufString(new String(in.readString(where, MOST_ELEMENTS), StandardCharsets.UTF_8));
      case ARRAY -> readArray(where);
      case BOOL -> {
        long at = in.position();
        yield new GgufNumber(type, checkBool(in.readU8(where), at, where));
      }
      case U8, I8, U16, I16, U32, I32, F32, U64, I64, F64 ->
          new GgufNumber(type, in.readBits(type.bytes(), where));
    };
  }

  private GgufValue readArray(String where) throws IOException {
    long at = in.position();
    GgufType elementType = readType(where);
    return switch (elementType) {
      case ARRAY ->
          throw in.error(at, where, "value is an array of arrays, expected numbers or strings");
      case STRING -> readStrings((int) in.readCount(where, Long.BYTES, MOST_ELEMENTS), where);
      case U8, I8, U16, I16, U32, I32, F32, U64, I64, F64, BOOL -> {
        int width = elementType.bytes();
        long count = in.readCount(where, width, MOST_ELEMENTS / width);
        yield readNumbers(elementType, (int) count * width, where);
      }
    };
  }

  private NumberArray readNumbers(GgufType elementType, int bytes, String where)
      throws IOException {
    long at = in.position();
    byte[] elements = new byte[bytes];
    in.readFully(elements, 0, bytes, where);
    if (elementType == GgufType.BOOL) {
      for (int i = 0; i < bytes; i++) {
        checkBool(elements[i] & 0xff, at + i, where);
      }
    }
    return new NumberArray(elementType, elements);
  }

  /**
   * Collects texts in arrays that have room for a large vocabulary, and beyond it grow with what
   * was read, whatever the count promises.
   */
  private StringArray readStrings(int count, String where) throws IOException {
    int room = Math.min(count, LARGE_VOCABULARY);
    byte[] blob = new byte[room * Long.BYTES];
    int[] ends = new int[room];
    int end = 0;
    for (int i = 0; i < count; i++) {
      int length = (int) in.readCount(where, 1, MOST_ELEMENTS);
      if (length > blob.length - end) {
        blob = Arrays.copyOf(blob, Math.max(end + length, blob.length + blob.length / 2));
      }
      if (i == ends.length) {
        ends = Arrays.copyOf(ends, Math.min(count, 2 * ends.length));
      }
      in.readFully(blob, end, length, where);
      end += length;
      ends[i] = end;
    }
    return new StringArray(end < blob.length / 2 ? Arrays.copyOf(blob, end) : blob, ends);
  }

  private int checkBool(int value, long at, String where) throws FormatException {
    if (value > 1) {
      throw in.error(at, where, "truth value is " + value + ", expected 0 or 1");
    }
    return value;
  }
}
