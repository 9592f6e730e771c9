package io.millrace.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/** An array of numbers or truth values in the metadata of a GGUF file; immutable. */
public final class NumberArray implements GgufValue {

  private final GgufType elementType;
  private final ByteBuffer bytes;

  /** Takes over the elements as they lie in a file: little-endian, without gaps. */
  NumberArray(GgufType elementType, byte[] bytes) {
    this.elementType = elementType;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * An array of integers, or of truth values given as 0 and 1.
   *
   * @throws IllegalArgumentException if a value is out of the range of the type
   */
  public static NumberArray integers(GgufType elementType, long... values) {
    GgufNumber[] numbers = new GgufNumber[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] =
          elementType == GgufType.BOOL
              ? new GgufNumber(elementType, values[i])
              : GgufNumber.integer(elementType, values[i]);
    }
    return of(elementType, numbers);
  }

  /** An array of 32-bit floats. */
  public static NumberArray floats(float... values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return new NumberArray(GgufType.F32, bytes);
  }

  /** An array of 64-bit floats. */
  public static NumberArray doubles(double... values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Double.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return new NumberArray(GgufType.F64, bytes);
  }

  private static NumberArray of(GgufType elementType, GgufNumber[] numbers) {
    int width = elementType.bytes();
    byte[] bytes = new byte[Math.multiplyExact(numbers.length, width)];
    for (int i = 0; i < numbers.length; i++) {
      for (int b = 0; b < width; b++) {
        bytes[i * width + b] = (byte) (numbers[i].bits() >>> (8 * b));
      }
    }
    return new NumberArray(elementType, bytes);
  }

  @Override
  public GgufType type() {
    return GgufType.ARRAY;
  }

  @Override
  public String kind() {
    return "array of " + elementType;
  }

  /** The type of every element: any but string and array. */
  public GgufType elementType() {
    return elementType;
  }

  /** The number of elements. */
  public int size() {
    return bytes.capacity() / elementType.bytes();
  }

  /** The element at {@code index}. */
  public GgufNumber get(int index) {
    Objects.checkIndex(index, size());
    int at = index * elementType.bytes();
    long bits =
        switch (elementType.bytes()) {
          case 1 -> bytes.get(at) & 0xff;
          case 2 -> bytes.getShort(at) & 0xffff;
          case 4 -> bytes.getInt(at) & 0xffffffffL;
          default -> bytes.getLong(at);
        };
    return new GgufNumber(elementType, bits);
  }

  /** Whether all elements are of the type that Java's are, so that they can be copied. */
  boolean isInts() {
    return elementType == GgufType.I32;
  }

  /** A copy of the elements of an array of {@link #isInts}. */
  int[] toInts() {
    int[] ints = new int[size()];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ints);
    return ints;
  }

  /** A copy of the elements as floats; integers and doubles are rounded to nearest. */
  public float[] toFloats() {
    float[] floats = new float[size()];
    if (elementType == GgufType.F32) {
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
      return floats;
    }
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) get(i).toDouble();
    }
    return floats;
  }

  /** A read-only view of the elements as they lie in a file, little-endian. */
  public ByteBuffer littleEndian() {
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberArray array
        && array.elementType == elementType
        && Arrays.equals(array.bytes.array(), bytes.array());
  }

  @Override
  public int hashCode() {
    return 31 * elementType.hashCode() + Arrays.hashCode(bytes.array());
  }

  /** The first few elements, as in {@code [1, 2, 3, … 20 in all]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    int shown = Math.min(size(), 8);
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(get(i));
    }
    return text.append(shown < size() ? ", … " + size() + " in all]" : "]").toString();
  }
}
