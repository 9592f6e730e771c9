package io.millrace.bench;

import io.millrace.kernel.WeightSource;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Weights of random codes and ordinary scales, in any type that can be multiplied. */
final class RandomWeight {

  /** Rows repeat after so many: an odd number, so that no panel holds what another does. */
  private static final int DISTINCT_ROWS = 61;

  private static final float LARGEST_SCALE = 0.02f;

  private RandomWeight() {}

  static WeightSource of(DataType type, int m, int k) {
    int rowBytes = Math.toIntExact(type.rowBytes(k));
    byte[] rows = new byte[DISTINCT_ROWS * rowBytes];
    Random random = new Random(type.id());
    random.nextBytes(rows);
    ByteBuffer view = ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < rows.length; at += type.blockBytes()) {
      setScales(type, view, at, random);
    }
    return new WeightSource(
        "random " + type,
        type,
        m,
        k,
        (first, count, destination) -> {
          for (int row = first; row < first + count; row++) {
            destination.put(rows, row % DISTINCT_ROWS * rowBytes, rowBytes);
          }
        });
  }

  /** Puts finite scales where a block of the type has them; formats.md. */
  private static void setScales(DataType type, ByteBuffer block, int at, Random random) {
    switch (type) {
      case F32 -> block.putFloat(at, (float) random.nextGaussian());
      case F16 -> block.putShort(at, HalfFloat.toF16((float) random.nextGaussian()));
      case BF16 -> block.putShort(at, HalfFloat.toBf16((float) random.nextGaussian()));
      case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS -> block.putShort(at, scale(random));
      case Q4_1, Q5_1, Q4_K, Q5_K ->
          block.putShort(at, scale(random)).putShort(at + 2, scale(random));
      case Q2_K -> block.putShort(at + 80, scale(random)).putShort(at + 82, scale(random));
      case Q3_K -> block.putShort(at + 108, scale(random));
      case Q6_K -> block.putShort(at + 208, scale(random));
      case MXFP4 -> block.put(at, (byte) (115 + random.nextInt(10)));
      default ->
          throw new IllegalArgumentException("bench: weights of " + type + " are not multiplied");
    }
  }

  private static short scale(Random random) {
    return HalfFloat.toF16(LARGEST_SCALE * (0.1f + 0.9f * random.nextFloat()));
  }
}
