package io.millrace.quant;

/** Four-bit floats (E2M1: sign, two exponent bits, one mantissa bit), doubled to be integers. */
final class Fp4 {

  private static final byte[] DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private Fp4() {}

  /** Twice the value of a code 0…15; code 8, minus zero, gives 0. */
  static byte doubled(int code) {
    return DOUBLED[code];
  }
}
