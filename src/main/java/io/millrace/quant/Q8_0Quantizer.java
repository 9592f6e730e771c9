package io.millrace.quant;

import io.millrace.tensor.DataType;

/** Q8_0: signed bytes, the largest magnitude becomes 127 or −127. */
final class Q8_0Quantizer implements Quantizer {

  @Override
  public DataType type() {
    return DataType.Q8_0;
  }

  @Override
  public void encode(float[] values, int valuesOffset, byte[] blocks, int offset) {
    SmallBlock.checkFinite(type(), values, valuesOffset);
    float largest = 0;
    for (int i = 0; i < SmallBlock.LENGTH; i++) {
      largest = Math.max(largest, Math.abs(values[valuesOffset + i]));
    }
    float scale = largest / 127;
    SmallBlock.putHalf(type(), scale, blocks, offset);
    float reciprocal = SmallBlock.reciprocal(scale);
    for (int i = 0; i < SmallBlock.LENGTH; i++) {
      blocks[offset + 2 + i] = (byte) roundHalfAway(values[valuesOffset + i] * reciprocal);
    }
  }

  /** To the nearest integer, halves away from zero; the addition is exact in double. */
  private static int roundHalfAway(float value) {
    int magnitude = (int) (Math.abs((double) value) + 0.5);
    return value < 0 ? -magnitude : magnitude;
  }
}
