package io.millrace.kernel.jvm;

import io.millrace.kernel.WeightSource;
import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockCodes;
import io.millrace.quant.BlockForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Moves the rows of a weight from its file into panels. */
final class Packing {

  private static final long CHUNK_BYTES = 1 << 20;

  private final WeightSource source;
  private final PanelLayout layout;
  private final BlockCodec codec;
  private final BlockCodes codes = new BlockCodes();
  private final float[] number = new float[1];
  private final int rowBytes;
  private final byte[] chunk;

  Packing(WeightSource source, PanelLayout layout) {
    this.source = source;
    this.layout = layout;
    this.codec = BlockCodecs.of(source.type());
    this.rowBytes = Math.toIntExact(source.type().rowBytes(source.k()));
    long rows = Math.max(1, Math.min(layout.panelRows(), CHUNK_BYTES / rowBytes));
    this.chunk = new byte[Math.toIntExact(rows * rowBytes)];
  }

  /** Fills a panel, some rows at a time. */
  void pack(int panel, PanelRows to) throws IOException {
    int together = chunk.length / rowBytes;
    for (int row = 0; row < to.rows(); row += together) {
      int count = Math.min(together, to.rows() - row);
      ByteBuffer view = ByteBuffer.wrap(chunk, 0, count * rowBytes);
      source.rows().read(panel * layout.panelRows() + row, count, view);
      for (int i = 0; i < count; i++) {
        packRow(i * rowBytes, to, to.first() + row + i);
      }
    }
  }

  /**
   * Packs the row at {@code offset} of the chunk, the first of its elements going to {@code at}.
   */
  private void packRow(int offset, PanelRows to, int at) {
    int step = layout.blockColumns() * to.stride();
    for (int block = 0; block < layout.k() / layout.blockLength(); block++) {
      int from = offset + block * layout.type().blockBytes();
      if (layout.form() == BlockForm.FLOATS) {
        codec.decode(chunk, from, number, 0);
        to.memory().floats().put(at + block * step, number[0]);
      } else {
        codec.unpack(chunk, from, codes);
        putCodes(to.memory().ints(), at + block * step, to.stride());
        putScales(to.memory().floats(), at + block * step, to.stride());
      }
    }
  }

  private void putCodes(IntBuffer to, int at, int stride) {
    for (int column = 0; column < layout.codeColumns(); column++) {
      int k = 4 * column;
      to.put(at + column * stride, four(code(k), code(k + 1), code(k + 2), code(k + 3)));
    }
    for (int column = 0; column < layout.subColumns(); column++) {
      int s = 4 * column;
      int scales =
          four(
              codes.subScale(s),
              codes.subScale(s + 1),
              codes.subScale(s + 2),
              codes.subScale(s + 3));
      to.put(at + (layout.codeColumns() + column) * stride, scales);
      if (layout.form() == BlockForm.SUB_SCALES_AND_MINS) {
        int mins =
            four(codes.subMin(s), codes.subMin(s + 1), codes.subMin(s + 2), codes.subMin(s + 3));
        to.put(at + (layout.codeColumns() + layout.subColumns() + column) * stride, mins);
      }
    }
  }

  private void putScales(FloatBuffer to, int at, int stride) {
    to.put(at + layout.scaleColumn() * stride, codes.scale());
    if (layout.scaleColumn() + 2 == layout.blockColumns()) {
      to.put(at + (layout.scaleColumn() + 1) * stride, codes.min());
    }
  }

  private int code(int i) {
    return codes.code(i) + layout.bias();
  }

  /** Four bytes in an int, the first in the lowest. */
  private static int four(int a, int b, int c, int d) {
    return (a & 0xff) | ((b & 0xff) << 8) | ((c & 0xff) << 16) | (d << 24);
  }
}
