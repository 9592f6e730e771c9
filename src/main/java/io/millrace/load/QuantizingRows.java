package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.Quantizer;
import io.millrace.quant.Quantizers;
import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Rows of plain numbers as blocks of a quantized type.
 *
 * @param name of the tensor, for messages
 * @param plain the rows as they are
 * @param type of the blocks
 * @param error added to for each row that is read
 */
record QuantizingRows(String name, PlainRows plain, DataType type, QuantizationError error)
    implements RowSource {

  @Override
  public void read(int first, int count, ByteBuffer destination) throws IOException {
    Quantizer quantizer = Quantizers.of(type);
    int blockBytes = type.blockBytes();
    for (int row = first; row < first + count; row++) {
      float[] values = plain.floats(row, 1);
      byte[] blocks = new byte[values.length / type.blockSize() * blockBytes];
      for (int block = 0; block < blocks.length / blockBytes; block++) {
        encode(quantizer, values, blocks, block);
      }
      error.add(values, decoded(blocks, values.length));
      destination.put(blocks);
    }
  }

  private void encode(Quantizer quantizer, float[] values, byte[] blocks, int block)
      throws FormatException {
    try {
      quantizer.encode(values, block * type.blockSize(), blocks, block * type.blockBytes());
    } catch (IllegalArgumentException e) {
      throw new FormatException("tensor %s cannot be %s: %s".formatted(name, type, e.getMessage()));
    }
  }

  private float[] decoded(byte[] blocks, int length) {
    BlockCodec codec = BlockCodecs.of(type);
    float[] values = new float[length];
    for (int block = 0; block < length / type.blockSize(); block++) {
      codec.decode(blocks, block * type.blockBytes(), values, block * type.blockSize());
    }
    return values;
  }
}
