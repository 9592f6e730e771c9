package io.millrace.kernel.jni;

import io.millrace.kernel.KernelOptions.FloatProducts;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Panels of 32 rows in native memory; {@code native/kernels/types.h} has their layout. */
final class NativeWeight implements PackedWeight {

  private static final int PANEL = 32;
  private static final long CHUNK = 1 << 20;
  private static final int F32_ROWS = 38; // MR_F32_ROWS of millrace.h: plain rows, for OpenBLAS

  private final DataType type;
  private final Panels panels;
  private final int m;
  private final long address;
  private final Runnable release;
  private boolean closed;

  /** How rows of k elements are packed: the C side's number of the type, and bytes of a panel. */
  private record Panels(int type, int k, long bytes) {
    long bytes(int m) {
      return Math.multiplyExact(bytes, ((long) m + PANEL - 1) / PANEL);
    }

    long offset(int row) {
      return row / PANEL * bytes;
    }
  }

  private NativeWeight(DataType type, Panels panels, int m, long address, Runnable release) {
    this.type = type;
    this.panels = panels;
    this.m = m;
    this.address = address;
    this.release = release;
  }

  /** Reads and packs the rows, a megabyte at a time. */
  static NativeWeight pack(WeightSource source, FloatProducts floatProducts) throws IOException {
    boolean rows = source.type() == DataType.F32 && floatProducts == FloatProducts.OPENBLAS;
    int type = rows ? F32_ROWS : source.type().id();
    Panels panels = new Panels(type, source.k(), MillraceNative.mr_panel_bytes(type, source.k()));
    if (panels.bytes() == 0) {
      throw new IllegalArgumentException(
          source.name() + ": weights of type " + source.type() + " cannot be multiplied");
    }
    long size = panels.bytes(source.m());
    long address = NativeMemory.allocate(size);
    try {
      fill(source, panels, address);
    } catch (IOException | RuntimeException | Error error) {
      NativeMemory.release(address, size);
      throw error;
    }
    return new NativeWeight(
        source.type(), panels, source.m(), address, () -> NativeMemory.release(address, size));
  }

  private static void fill(WeightSource source, Panels panels, long address) throws IOException {
    long rowBytes = source.type().rowBytes(source.k());
    long together = Math.max(1, CHUNK / (rowBytes * PANEL)) * PANEL;
    int rows = (int) Math.min(together, source.m());
    if (rowBytes * rows > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: 32 rows have %d bytes, expected fewer than 2^31"
              .formatted(source.name(), rowBytes * rows));
    }
    long staging = NativeMemory.allocate(rowBytes * rows);
    try {
      ByteBuffer view = NativeMemory.view(staging, rowBytes * rows);
      for (int first = 0; first < source.m(); first += rows) {
        int count = Math.min(rows, source.m() - first);
        view.clear().limit((int) (count * rowBytes));
        source.rows().read(first, count, view);
        int status =
            MillraceNative.mr_pack(
                panels.type(), staging, count, source.k(), address + panels.offset(first));
        NativeKernels.check(status, "pack");
      }
    } finally {
      NativeMemory.release(staging, rowBytes * rows);
    }
  }

  @Override
  public DataType type() {
    return type;
  }

  /** The C side's number of the type. */
  int packedType() {
    return panels.type();
  }

  @Override
  public int m() {
    return m;
  }

  @Override
  public int k() {
    return panels.k();
  }

  @Override
  public long bytes() {
    return panels.bytes(m);
  }

  long address() {
    if (closed) {
      throw new IllegalStateException("weight: is closed");
    }
    return address;
  }

  @Override
  public PackedWeight slice(int from, int to) {
    if (from < 0 || from % SLICE != 0 || to > m || from >= to || (to % SLICE != 0 && to != m)) {
      throw new IllegalArgumentException(
          "slice: rows %d to %d of %d, expected multiples of %d".formatted(from, to, m, SLICE));
    }
    return new NativeWeight(type, panels, to - from, address() + panels.offset(from), () -> {});
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
