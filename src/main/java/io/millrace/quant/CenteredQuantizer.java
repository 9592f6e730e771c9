package io.millrace.quant;

import io.millrace.tensor.DataType;

/**
 * Q4_0 and Q5_0: codes around a zero in the middle. The value of largest magnitude, with its sign,
 * is given the code 0, the one that has no opposite.
 */
final class CenteredQuantizer implements Quantizer {

  private final DataType type;
  private final int bits;

  CenteredQuantizer(DataType type) {
    this.type = type;
    this.bits = type == DataType.Q4_0 ? 4 : 5;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public void encode(float[] values, int valuesOffset, byte[] blocks, int offset) {
    SmallBlock.checkFinite(type, values, valuesOffset);
    int zero = 1 << (bits - 1);
    float scale = largest(values, valuesOffset) / -zero;
    SmallBlock.putHalf(type, scale, blocks, offset);
    SmallBlock.clearCodes(bits, blocks, offset + 2);
    float reciprocal = SmallBlock.reciprocal(scale);
    for (int i = 0; i < SmallBlock.LENGTH; i++) {
      int code = (int) (values[valuesOffset + i] * reciprocal + (zero + 0.5f));
      SmallBlock.putCode(bits, blocks, offset + 2, i, Math.min(code, 2 * zero - 1));
    }
  }

  /** The value of largest magnitude, the first of equals. */
  private static float largest(float[] values, int valuesOffset) {
    float largest = 0;
    for (int i = valuesOffset; i < valuesOffset + SmallBlock.LENGTH; i++) {
      if (Math.abs(values[i]) > Math.abs(largest)) {
        largest = values[i];
      }
    }
    return largest;
  }
}
