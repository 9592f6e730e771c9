package io.millrace.load;

import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Rows of plain numbers as floats.
 *
 * @param tensor whose elements are plain
 * @param added to each element after it was widened
 */
record PlainRows(StoredTensor tensor, float added) implements RowSource {

  /** A tensor of F32 whose elements are greater by a number. */
  static StoredTensor plus(StoredTensor tensor, float added) {
    return new StoredTensor(DataType.F32, tensor.shape(), new PlainRows(tensor, added));
  }

  @Override
  public void read(int first, int count, ByteBuffer destination) throws IOException {
    float[] values = floats(first, count);
    for (int i = 0; i < values.length; i++) {
      values[i] += added;
    }
    put(values, destination);
  }

  /** The elements of some rows, back to back. */
  float[] floats(int first, int count) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(count, tensor.rowBytes())];
    tensor.rows().read(first, count, ByteBuffer.wrap(bytes));
    BlockCodec codec = BlockCodecs.of(tensor.type());
    int width = tensor.type().blockBytes();
    float[] values = new float[bytes.length / width];
    for (int i = 0; i < values.length; i++) {
      codec.decode(bytes, i * width, values, i);
    }
    return values;
  }

  /** Puts floats in the order of bytes that files have. */
  static void put(float[] values, ByteBuffer destination) {
    for (float value : values) {
      int bits = Float.floatToRawIntBits(value);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        destination.put((byte) (bits >> shift));
      }
    }
  }
}
