package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * Reads the fields of a protobuf message one after the other. Every length is checked against what
 * is left before it is believed.
 */
final class ProtobufReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final byte[] data;
  private final int to;
  private int at;
  private int field;
  private int wire;

  /** Reads a message that is all of {@code data}. */
  ProtobufReader(byte[] data) {
    this(data, 0, data.length);
  }

  private ProtobufReader(byte[] data, int from, int to) {
    this.data = data;
    this.at = from;
    this.to = to;
  }

  /** Goes to the next field; its value must then be read or skipped. False at the end. */
  boolean next() {
    if (at == to) {
      return false;
    }
    long tag = varint();
    field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
    wire = (int) (tag & 7);
    return true;
  }

  /** Number of the field. */
  int field() {
    return field;
  }

  /** The value of the field, a number or a flag. */
  long number() {
    expect(VARINT, "a number");
    return varint();
  }

  boolean flag() {
    return number() != 0;
  }

  /** The value of the field, a 32-bit float. */
  float real() {
    expect(FIXED_32, "a float");
    int start = take(4);
    int bits = 0;
    for (int i = 3; i >= 0; i--) {
      bits = bits << 8 | (data[start + i] & 0xFF);
    }
    return Float.intBitsToFloat(bits);
  }

  /** The value of the field, a string of bytes. */
  byte[] bytes() {
    expect(BYTES, "bytes");
    int length = length();
    int start = take(length);
    return Arrays.copyOfRange(data, start, start + length);
  }

  /** The value of the field, a message. */
  ProtobufReader message() {
    expect(BYTES, "a message");
    int length = length();
    int start = take(length);
    return new ProtobufReader(data, start, start + length);
  }

  /** Passes over the value of the field. */
  void skip() {
    switch (wire) {
      case VARINT -> varint();
      case FIXED_64 -> take(8);
      case BYTES -> take(length());
      case FIXED_32 -> take(4);
      default -> throw wrong("wire type " + wire, "0, 1, 2 or 5");
    }
  }

  private void expect(int wanted, String what) {
    if (wire != wanted) {
      throw wrong("field " + field + " with wire type " + wire, what);
    }
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > to - at) {
      throw wrong("a length of " + length, "at most the " + (to - at) + " bytes left");
    }
    return (int) length;
  }

  private int take(int count) {
    if (count > to - at) {
      throw wrong((to - at) + " bytes left", count + "; the file may be cut");
    }
    int start = at;
    at += count;
    return start;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = data[take(1)];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw wrong("a number of more than 10 bytes", "at most 10");
  }

  private IllegalArgumentException wrong(String found, String expected) {
    return new IllegalArgumentException(
        "SentencePiece model at byte %d: found %s, expected %s".formatted(at, found, expected));
  }
}
