package io.millrace.quant;

import io.millrace.tensor.DataType;

/** Q4_1 and Q5_1: codes that count equal steps from the smallest value to the largest. */
final class MinQuantizer implements Quantizer {

  private final DataType type;
  private final int bits;

  MinQuantizer(DataType type) {
    this.type = type;
    this.bits = type == DataType.Q4_1 ? 4 : 5;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public void encode(float[] values, int valuesOffset, byte[] blocks, int offset) {
    SmallBlock.checkFinite(type, values, valuesOffset);
    float min = values[valuesOffset];
    float max = min;
    for (int i = 1; i < SmallBlock.LENGTH; i++) {
      min = Math.min(min, values[valuesOffset + i]);
      max = Math.max(max, values[valuesOffset + i]);
    }
    int steps = (1 << bits) - 1;
    float scale = (max - min) / steps;
    SmallBlock.putHalf(type, scale, blocks, offset);
    SmallBlock.putHalf(type, min, blocks, offset + 2);
    SmallBlock.clearCodes(bits, blocks, offset + 4);
    float reciprocal = SmallBlock.reciprocal(scale);
    for (int i = 0; i < SmallBlock.LENGTH; i++) {
      int code = (int) ((values[valuesOffset + i] - min) * reciprocal + 0.5f);
      SmallBlock.putCode(bits, blocks, offset + 4, i, Math.min(code, steps));
    }
  }
}
