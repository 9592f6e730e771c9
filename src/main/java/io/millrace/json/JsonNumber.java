package io.millrace.json;

import java.math.BigInteger;

/**
 * A JSON number: an exact integer, or a finite double.
 *
 * <p>{@code 1} and {@code 1.0} are different values, as they are to a template.
 *
 * @param number a {@link Long}, a {@link BigInteger} where a long is too small, or a finite {@link
 *     Double}
 */
public record JsonNumber(Number number) implements JsonValue {

  /**
   * Takes any of the standard number types; a float becomes the double nearest to its shortest
   * decimal form.
   *
   * @throws IllegalArgumentException if {@code number} is infinite, not a number, or of another
   *     type
   */
  public JsonNumber {
    number = normalize(number);
  }

  /** Whether this is an integer, kept exactly. */
  public boolean isInteger() {
    return !(number instanceof Double);
  }

  /** The nearest double; infinite for an integer beyond the range. */
  public double doubleValue() {
    return number.doubleValue();
  }

  @Override
  public String toString() {
    return toJson();
  }

  private static Number normalize(Number number) {
    if (number instanceof Long) {
      return number;
    }
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof BigInteger integer) {
      return fromBigInteger(integer);
    }
    if ((number instanceof Double || number instanceof Float)
        && Double.isFinite(number.doubleValue())) {
      return number instanceof Float value ? (Number) Decimals.widen(value) : number;
    }
    throw new IllegalArgumentException(
        "JsonNumber: number is " + number + ", expected an integer or a finite float or double");
  }

  private static Number fromBigInteger(BigInteger integer) {
    return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
  }
}
