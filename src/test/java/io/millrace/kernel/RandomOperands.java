package io.millrace.kernel;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.HalfFloat;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Operands of random shape and content; one seed a run, printed with every failure. */
public final class RandomOperands {

  private final long seed = Long.getLong("millrace.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Says how to repeat the run. */
  public String replay() {
    return "-Dmillrace.seed=" + seed;
  }

  /** 1 to limit, small and odd ones more often. */
  public int dimension(int limit) {
    int bound = random.nextInt(3) == 0 ? limit : Math.min(limit, 9);
    return 1 + random.nextInt(bound);
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From 0 to 1, exclusive. */
  double fraction() {
    return random.nextDouble();
  }

  public boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  /** Normal values of a random magnitude, with a few outliers, zeros and subnormals. */
  public Tensor normal(Allocator allocator, long... extents) {
    Tensor tensor = Tensor.allocate(allocator, DataType.F32, Shape.of(extents));
    float magnitude = (float) Math.exp(random.nextGaussian() * 2);
    for (int i = 0; i < tensor.elements(); i++) {
      float value = (float) random.nextGaussian() * magnitude;
      tensor.setFloat(
          i,
          switch (random.nextInt(200)) {
            case 0 -> value * 1000;
            case 1 -> 0f;
            case 2 -> -0f;
            case 3 -> value * 1e-40f;
            default -> value;
          });
    }
    return tensor;
  }

  /** A weight of random codes and finite scales. */
  public WeightSource weight(DataType type, int m, int k) {
    byte[] bytes = new byte[Math.toIntExact(type.rowBytes(k) * m)];
    random.nextBytes(bytes);
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      fixScales(type, view, at);
    }
    int rowBytes = Math.toIntExact(type.rowBytes(k));
    return new WeightSource(
        "random " + type,
        type,
        m,
        k,
        (first, count, destination) -> destination.put(bytes, first * rowBytes, count * rowBytes));
  }

  private void fixScales(DataType type, ByteBuffer view, int at) {
    switch (type) {
      case F32 -> view.putFloat(at, (float) random.nextGaussian());
      case F16 -> view.putShort(at, half());
      case BF16 -> view.putShort(at, HalfFloat.toBf16((float) random.nextGaussian()));
      case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS -> view.putShort(at, half());
      case Q4_1, Q5_1, Q4_K, Q5_K -> view.putShort(at, half()).putShort(at + 2, half());
      case Q2_K -> view.putShort(at + 80, half()).putShort(at + 82, half());
      case Q3_K -> view.putShort(at + 108, half());
      case Q6_K -> view.putShort(at + 208, half());
      case MXFP4 -> view.put(at, (byte) (chance(20) ? below(3) : 110 + below(20)));
      default -> throw new IllegalArgumentException("no random weights of type " + type);
    }
  }

  /** Scales: normal, sometimes subnormal or zero. */
  private short half() {
    float value = (float) random.nextGaussian() * 0.05f;
    return HalfFloat.toF16(chance(20) ? value * 1e-5f : chance(50) ? 0f : value);
  }
}
