package io.millrace.kernel.reference;

import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockCodes;
import io.millrace.quant.BlockForm;
import io.millrace.tensor.DataType;

/** One row of a quantized weight taken apart into integers and scales. */
final class WeightRow {

  final BlockForm form;
  final int blockLength;
  final int subBlockLength;
  final int[] codes;
  final int[] subScales;
  final int[] subMins;
  final float[] scales;
  final float[] mins;

  WeightRow(RawWeight w, int row) {
    DataType type = w.type();
    BlockCodec codec = BlockCodecs.of(type);
    byte[] bytes = w.row(row);
    BlockCodes block = new BlockCodes();
    codec.unpack(bytes, 0, block);
    form = codec.form();
    blockLength = type.blockSize();
    subBlockLength = block.subBlockLength();
    codes = new int[w.k()];
    subScales = new int[w.k() / subBlockLength];
    subMins = new int[subScales.length];
    scales = new float[w.k() / blockLength];
    mins = new float[scales.length];
    for (int b = 0; b < scales.length; b++) {
      codec.unpack(bytes, b * type.blockBytes(), block);
      add(block, b);
    }
  }

  private void add(BlockCodes block, int b) {
    scales[b] = block.scale();
    mins[b] = block.min();
    for (int s = 0; s < block.subBlocks(); s++) {
      subScales[b * block.subBlocks() + s] = block.subScale(s);
      subMins[b * block.subBlocks() + s] = block.subMin(s);
    }
    for (int i = 0; i < block.length(); i++) {
      codes[b * blockLength + i] = block.code(i);
    }
  }
}
