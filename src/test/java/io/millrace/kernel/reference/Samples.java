package io.millrace.kernel.reference;

import io.millrace.kernel.QuantizedRows;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.Allocator;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Memory;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Random operands from a fixed seed. */
final class Samples {

  private final Random random;

  Samples(long seed) {
    random = new Random(seed);
  }

  int integer(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  Tensor normal(long... extents) {
    Tensor tensor = zeros(extents);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.setFloat(i, (float) random.nextGaussian());
    }
    return tensor;
  }

  static Tensor zeros(long... extents) {
    return Tensor.allocate(Allocator.direct(), DataType.F32, Shape.of(extents));
  }

  static Tensor ints(int... values) {
    Tensor tensor = Tensor.allocate(Allocator.direct(), DataType.I32, Shape.of(values.length));
    tensor.ints().put(0, values);
    return tensor;
  }

  static Tensor floats(float... values) {
    return Tensor.of(Allocator.direct(), values);
  }

  static QuantizedRows quantized(Tensor x) {
    Scratch scratch = new Scratch(Allocator.direct());
    QuantizedRows rows = QuantizedRows.allocate(scratch, x.dim(0), x.dim(1));
    QuantizeReference.quantize(x, rows);
    return rows;
  }

  /** Random bytes of a type, with 16-bit scales of ordinary size. */
  byte[] weightBytes(DataType type, int m, int k) {
    byte[] bytes = new byte[Math.toIntExact(m * type.rowBytes(k))];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < bytes.length; block += type.blockBytes()) {
      switch (type) {
        case F32 -> buffer.putFloat(block, (float) random.nextGaussian());
        case F16 -> putHalf(buffer, block);
        case BF16 -> buffer.putShort(block, (short) (0x3f00 + random.nextInt(0x100)));
        case Q4_1, Q5_1, Q4_K, Q5_K -> {
          putHalf(buffer, block);
          putHalf(buffer, block + 2);
        }
        case Q2_K -> {
          putHalf(buffer, block + 80);
          putHalf(buffer, block + 82);
        }
        case Q3_K -> putHalf(buffer, block + 108);
        case Q6_K -> putHalf(buffer, block + 208);
        case MXFP4 -> bytes[block] = (byte) (100 + random.nextInt(50));
        default -> putHalf(buffer, block);
      }
    }
    return bytes;
  }

  private void putHalf(ByteBuffer buffer, int at) {
    buffer.putShort(at, (short) (0x2800 + random.nextInt(0x1400) | random.nextInt(2) << 15));
  }

  static RawWeight weight(DataType type, int m, int k, byte[] bytes) {
    int rowBytes = Math.toIntExact(type.rowBytes(k));
    WeightSource source =
        new WeightSource(
            "test",
            type,
            m,
            k,
            (first, count, into) -> into.put(bytes, first * rowBytes, count * rowBytes));
    try {
      return RawWeight.read(source, Allocator.direct());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Memory memory(long bytes) {
    return Allocator.direct().allocate(bytes);
  }

  /** NaN in every type that a cache has. */
  static void fillWithNaN(Memory memory) {
    for (int i = 0; i < memory.size(); i++) {
      memory.bytes().put(i, (byte) -1);
    }
  }
}
