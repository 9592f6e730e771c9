package io.millrace.format;

/**
 * A number or truth value in the metadata of a GGUF file, with the width it is stored in.
 *
 * @param type any type but string and array
 * @param bits the stored bits, the upper ones zero; use {@link #toLong} or {@link #toDouble}
 */
public record GgufNumber(GgufType type, long bits) implements GgufValue {

  /** The truth value true. */
  public static final GgufNumber TRUE = new GgufNumber(GgufType.BOOL, 1);

  /** The truth value false. */
  public static final GgufNumber FALSE = new GgufNumber(GgufType.BOOL, 0);

  /**
   * Checks that the bits fit the type.
   *
   * @throws IllegalArgumentException if they do not, or the type is string or array
   */
  public GgufNumber {
    long most = type == GgufType.BOOL ? 1 : mask(type);
    if (type.bytes() == 0 || (bits & ~most) != 0) {
      throw new IllegalArgumentException(
          "number: bits are %x, expected a %s of %d bytes".formatted(bits, type, type.bytes()));
    }
  }

  /**
   * An integer of any type.
   *
   * @param value in the range of the type; a u64 from 2^63 on is given as the same bits
   * @throws IllegalArgumentException if it is out of range or the type is no integer type
   */
  public static GgufNumber integer(GgufType type, long value) {
    GgufNumber number = type.isInteger() ? new GgufNumber(type, value & mask(type)) : FALSE;
    if (!type.isInteger() || number.toLong() != value) {
      throw new IllegalArgumentException(
          "number: " + value + " does not fit " + type + ", expected an integer in its range");
    }
    return number;
  }

  /** An unsigned 32-bit integer, the usual type of counts. */
  public static GgufNumber u32(long value) {
    return integer(GgufType.U32, value);
  }

  /** A 32-bit float, the usual type of epsilons and bases. */
  public static GgufNumber f32(float value) {
    return new GgufNumber(GgufType.F32, Float.floatToRawIntBits(value) & 0xffffffffL);
  }

  /** A 64-bit float. */
  public static GgufNumber f64(double value) {
    return new GgufNumber(GgufType.F64, Double.doubleToRawLongBits(value));
  }

  /**
   * The integer, or 0 and 1 for truth values; a u64 from 2^63 on comes out negative.
   *
   * @throws IllegalStateException if the type is a float type
   */
  public long toLong() {
    return switch (type) {
      case I8 -> (byte) bits;
      case I16 -> (short) bits;
      case I32 -> (int) bits;
      case U8, U16, U32, U64, I64, BOOL -> bits;
      case F32, F64, STRING, ARRAY ->
          throw new IllegalStateException("number: " + this + " is " + type + ", not an integer");
    };
  }

  /** The number as a double: exact for floats and for integers below 2^53. */
  public double toDouble() {
    return switch (type) {
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case U64 -> Double.parseDouble(Long.toUnsignedString(bits));
      case U8, I8, U16, I16, U32, I32, I64, BOOL, STRING, ARRAY -> toLong();
    };
  }

  /** Whether this integer or truth value is in the range of an int. */
  boolean fitsInt() {
    return type == GgufType.U64
        ? bits >= 0 && bits <= Integer.MAX_VALUE
        : toLong() == (int) toLong();
  }

  @Override
  public String toString() {
    return switch (type) {
      case BOOL -> String.valueOf(bits == 1);
      case U64 -> Long.toUnsignedString(bits);
      case F32 -> String.valueOf(Float.intBitsToFloat((int) bits));
      case F64 -> String.valueOf(Double.longBitsToDouble(bits));
      case U8, I8, U16, I16, U32, I32, I64, STRING, ARRAY -> String.valueOf(toLong());
    };
  }

  private static long mask(GgufType type) {
    return type.bytes() == 8 ? -1 : (1L << (8 * type.bytes())) - 1;
  }
}
