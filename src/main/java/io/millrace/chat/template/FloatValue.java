package io.millrace.chat.template;

import io.millrace.json.Decimals;

/** Python's {@code float}. */
record FloatValue(double value) implements Value {

  @Override
  public String typeName() {
    return "float";
  }

  @Override
  public boolean isTrue() {
    return value != 0;
  }

  @Override
  public void represent(Text out) {
    out.append(toString(value));
  }

  /** Python's {@code repr} of a float. */
  static String toString(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Decimals.toString(value);
  }
}
