package io.millrace.quant;

/** The sixteen values that a code of IQ4_NL and IQ4_XS stands for, denser around zero. */
final class NonLinear4 {

  private static final byte[] VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private NonLinear4() {}

  static byte value(int code) {
    return VALUES[code];
  }
}
