package io.millrace.kernel.reference;

/**
 * The constants of the error function, fitted for this project by weighted least squares on the
 * function's values of 40 digits.
 *
 * <p>Near zero {@code erf(x) = x + x P(x^2)}; from {@link #SWITCH} on {@code erf(x) = 1 -
 * exp(Q(|x|))}, where Q approximates the logarithm of the complement; from {@link #ONE} on the
 * result rounds to 1. Highest powers first.
 */
final class Erf {

  static final float SWITCH = 0.93f;
  static final float ONE = 3.92f;

  static final float[] NEAR = {
    8.345228e-5f, -8.137438e-4f, 0.0052006342f, -0.02685927f, 0.11283694f, -0.37612635f, 0.12837917f
  };

  static final float[] FAR = {
    1.9535892e-4f,
    -0.0030375398f,
    0.022204267f,
    -0.103884555f,
    -0.6372359f,
    -1.1276437f,
    -2.0340714e-4f
  };

  private Erf() {}
}
