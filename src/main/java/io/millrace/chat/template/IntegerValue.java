package io.millrace.chat.template;

import java.math.BigInteger;

/** Python's {@code int}: an integer of any size up to {@link #MAX_BITS}. */
record IntegerValue(BigInteger value) implements Value {

  /** Just below the 4,300 digits beyond which Python refuses to print. */
  static final int MAX_BITS = 14_200;

  IntegerValue {
    checkBits(value.bitLength());
  }

  static IntegerValue of(long value) {
    return new IntegerValue(BigInteger.valueOf(value));
  }

  /** Fails unless an integer of {@code bits} bits is allowed. */
  static void checkBits(long bits) {
    if (bits > MAX_BITS) {
      throw Fault.of("found an integer of %d bits, expected at most %d", bits, MAX_BITS);
    }
  }

  @Override
  public String typeName() {
    return "int";
  }

  @Override
  public boolean isTrue() {
    return value.signum() != 0;
  }

  @Override
  public void represent(Text out) {
    out.append(value.toString());
  }
}
