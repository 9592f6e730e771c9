package io.millrace.kernel.vector;

import io.millrace.kernel.WeightSource;
import io.millrace.quant.BlockCodec;
import io.millrace.quant.BlockCodecs;
import io.millrace.quant.BlockCodes;
import io.millrace.quant.BlockForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;

/** Moves the rows of a weight from its file into panels. */
final class Packing {

  private final WeightSource source;
  private final Panels layout;
  private final BlockCodec codec;
  private final BlockCodes codes = new BlockCodes();
  private final float[] number = new float[1];
  private final int rowBytes;
  private final byte[] rows;

  Packing(WeightSource source, Panels layout) {
    this.source = source;
    this.layout = layout;
    this.codec = BlockCodecs.of(source.type());
    this.rowBytes = Math.toIntExact(source.type().rowBytes(source.k()));
    this.rows = new byte[Math.multiplyExact(rowBytes, Panels.ROWS)];
  }

  /** Fills a panel; rows past the last one stay zero. */
  void pack(int panel, Panel to) throws IOException {
    int first = panel * Panels.ROWS;
    int count = Math.min(Panels.ROWS, layout.m() - first);
    source.rows().read(first, count, ByteBuffer.wrap(rows, 0, count * rowBytes));
    for (int row = 0; row < count; row++) {
      for (int block = 0; block < layout.k() / layout.blockLength(); block++) {
        int from = row * rowBytes + block * layout.type().blockBytes();
        int column = block * layout.blockColumns();
        if (layout.form() == BlockForm.FLOATS) {
          codec.decode(rows, from, number, 0);
          to.put(column, row, number[0]);
        } else {
          codec.unpack(rows, from, codes);
          packBlock(to, column, row);
        }
      }
    }
  }

  private void packBlock(Panel to, int column, int row) {
    for (int k = 0; k < layout.blockLength(); k += Panels.SUB_GROUP) {
      packCodes(to, column + k / Panels.SUB_GROUP * layout.bits(), row, k);
    }
    int subs = column + layout.codeColumns();
    for (int i = 0; i < layout.subColumns(); i++) {
      to.put(subs + i, row, bytes(4 * i, codes::subScale));
      if (layout.form() == BlockForm.SUB_SCALES_AND_MINS) {
        to.put(subs + layout.subColumns() + i, row, bytes(4 * i, codes::subMin));
      }
    }
    to.put(column + layout.scaleColumn(), row, codes.scale());
    if (layout.hasMins()) {
      to.put(column + layout.scaleColumn() + 1, row, codes.min());
    }
  }

  /** Packs the 32 codes from k on. */
  private void packCodes(Panel to, int column, int row, int k) {
    if (layout.hasByteCodes()) {
      for (int i = 0; i < layout.bits(); i++) {
        to.put(column + i, row, bytes(k + 4 * i, c -> codes.code(Panels.crossed(c))));
      }
      return;
    }
    int next = column;
    for (int width = 1; width <= 4; width *= 2) {
      if ((layout.bits() & width) != 0) {
        packPlane(to, next, row, k, new Plane(width, layout.planeShift(width)));
        next += width;
      }
    }
  }

  /** Bits {@code shift} to {@code shift + width - 1} of codes. */
  private record Plane(int width, int shift) {

    int of(int code) {
      return (code >>> shift) & ((1 << width) - 1);
    }
  }

  private void packPlane(Panel to, int column, int row, int k, Plane plane) {
    int pairs = 16 / plane.width(); // in an element of a column
    for (int i = 0; i < plane.width(); i++) {
      int element = 0;
      for (int c = 0; c < pairs; c++) {
        int code = k + 2 * (i * pairs + c);
        int even = plane.of(codes.code(code) + layout.bias());
        int odd = plane.of(codes.code(code + 1) + layout.bias());
        element |= (even | odd << 16) << (c * plane.width());
      }
      to.put(column + i, row, element);
    }
  }

  /** Four bytes, the first in the lowest. */
  private static int bytes(int first, IntUnaryOperator values) {
    int bytes = 0;
    for (int i = 0; i < 4; i++) {
      bytes |= (values.applyAsInt(first + i) & 0xff) << (8 * i);
    }
    return bytes;
  }
}
