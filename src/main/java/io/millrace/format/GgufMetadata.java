package io.millrace.format;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys and values of a GGUF file.
 *
 * <p>Files disagree on the widths of numbers, so the getters are lenient: any integer type that
 * fits is an int, any number is a float, and a number stands for an array of one. Without a
 * fallback a key must be there. All getters throw {@link FormatException}, with the file, the key
 * and its byte, if a value is of another kind or out of range.
 */
public final class GgufMetadata {

  private final String file;
  private final List<GgufEntry> entries;
  private final Map<String, GgufEntry> byKey = new HashMap<>();

  GgufMetadata(String file, List<GgufEntry> entries) {
    this.file = file;
    this.entries = List.copyOf(entries);
    entries.forEach(entry -> byKey.put(entry.key(), entry));
  }

  /** All keys and values, in the order of the file. */
  public List<GgufEntry> entries() {
    return entries;
  }

  /** Whether there is such a key. */
  public boolean has(String key) {
    return byKey.containsKey(key);
  }

  /** The entry of a key, or empty if there is none. */
  public Optional<GgufEntry> entry(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** The text of a key that must be there. */
  public String getString(String key) throws FormatException {
    GgufEntry entry = require(key, "a string");
    if (entry.value() instanceof GgufString string) {
      return string.text();
    }
    throw wrongKind(entry, "a string");
  }

  /** The text of a key, or the fallback if there is no such key. */
  public String getString(String key, String fallback) throws FormatException {
    return has(key) ? getString(key) : fallback;
  }

  /** The integer of a key that must be there; any integer type that fits an int. */
  public int getInt(String key) throws FormatException {
    GgufEntry entry = require(key, "an integer");
    if (entry.value() instanceof GgufNumber number && number.type().isInteger()) {
      return toInt(entry, number);
    }
    throw wrongKind(entry, "an integer");
  }

  /** The integer of a key, or the fallback if there is no such key. */
  public int getInt(String key, int fallback) throws FormatException {
    return has(key) ? getInt(key) : fallback;
  }

  /** The number of a key that must be there, rounded to nearest; any integer or float type. */
  public float getFloat(String key) throws FormatException {
    GgufEntry entry = require(key, "a number");
    if (entry.value() instanceof GgufNumber number && number.type() != GgufType.BOOL) {
      return (float) number.toDouble();
    }
    throw wrongKind(entry, "a number");
  }

  /** The number of a key, or the fallback if there is no such key. */
  public float getFloat(String key, float fallback) throws FormatException {
    return has(key) ? getFloat(key) : fallback;
  }

  /** The truth value of a key, or empty if there is no such key. */
  public Optional<Boolean> findBoolean(String key) throws FormatException {
    GgufEntry entry = byKey.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof GgufNumber number && number.type() == GgufType.BOOL) {
      return Optional.of(number.bits() == 1);
    }
    throw wrongKind(entry, "a bool");
  }

  /** The integers of a key that must be there; truth values count as 0 and 1. */
  public int[] getIntArray(String key) throws FormatException {
    GgufEntry entry = require(key, "an array of integers");
    if (entry.value() instanceof GgufNumber number && number.type().isInteger()) {
      return new int[] {toInt(entry, number)};
    }
    if (entry.value() instanceof NumberArray array && array.isInts()) {
      return array.toInts(); // a vocabulary's would be 262,144 objects
    }
    if (entry.value() instanceof NumberArray array && !array.elementType().isFloat()) {
      int[] values = new int[array.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = toInt(entry, array.get(i));
      }
      return values;
    }
    throw wrongKind(entry, "an array of integers");
  }

  /** The numbers of a key that must be there, rounded to nearest. */
  public float[] getFloatArray(String key) throws FormatException {
    GgufEntry entry = require(key, "an array of numbers");
    if (entry.value() instanceof GgufNumber number && number.type() != GgufType.BOOL) {
      return new float[] {(float) number.toDouble()};
    }
    if (entry.value() instanceof NumberArray array && array.elementType() != GgufType.BOOL) {
      return array.toFloats();
    }
    throw wrongKind(entry, "an array of numbers");
  }

  /** The bytes of a key that must be there and is an array of u8 or i8. */
  public byte[] getByteArray(String key) throws FormatException {
    GgufEntry entry = require(key, "an array of u8");
    if (entry.value() instanceof NumberArray array
        && (array.elementType() == GgufType.U8 || array.elementType() == GgufType.I8)) {
      ByteBuffer elements = array.littleEndian();
      byte[] bytes = new byte[elements.remaining()];
      elements.get(bytes);
      return bytes;
    }
    throw wrongKind(entry, "an array of u8");
  }

  /** The texts of a key that must be there. */
  public StringArray getStringArray(String key) throws FormatException {
    GgufEntry entry = require(key, "an array of strings");
    if (entry.value() instanceof StringArray strings) {
      return strings;
    }
    throw wrongKind(entry, "an array of strings");
  }

  private GgufEntry require(String key, String expected) throws FormatException {
    GgufEntry entry = byKey.get(key);
    if (entry == null) {
      throw new FormatException(
          "%s: metadata: key %s is missing, expected %s; convert the model anew"
              .formatted(file, key, expected));
    }
    return entry;
  }

  private int toInt(GgufEntry entry, GgufNumber number) throws FormatException {
    if (!number.fitsInt()) {
      throw error(entry, "value is " + number + ", expected -2147483648 to 2147483647");
    }
    return (int) number.toLong();
  }

  private FormatException wrongKind(GgufEntry entry, String expected) {
    return error(entry, "value is of type " + entry.value().kind() + ", expected " + expected);
  }

  private FormatException error(GgufEntry entry, String problem) {
    return new FormatException(
        "%s: metadata key %s (byte %d): %s"
            .formatted(file, Quoted.of(entry.key()), entry.offset(), problem));
  }
}
