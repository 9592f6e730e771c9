package io.millrace.kernel.jni;

import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.tensor.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Panels of 32 rows in native memory; {@code native/kernels/types.h} has their layout. */
final class NativeWeight implements PackedWeight {

  private static final int PANEL = 32;
  private static final long CHUNK = 4 << 20;

  private final DataType type;
  private final int m;
  private final int k;
  private final long panelBytes;
  private final long address;
  private final Runnable release;
  private boolean closed;

  private NativeWeight(DataType type, int m, int k, long address, Runnable release) {
    this.type = type;
    this.m = m;
    this.k = k;
    this.panelBytes = MillraceNative.mr_panel_bytes(type.id(), k);
    this.address = address;
    this.release = release;
  }

  /** Reads and packs the rows, a few megabytes at a time. */
  static NativeWeight pack(WeightSource source) throws IOException {
    int id = source.type().id();
    long panelBytes = MillraceNative.mr_panel_bytes(id, source.k());
    if (panelBytes == 0) {
      throw new IllegalArgumentException(
          source.name() + ": weights of type " + source.type() + " cannot be multiplied");
    }
    long size = Math.multiplyExact(panelBytes, ((long) source.m() + PANEL - 1) / PANEL);
    long address = NativeMemory.allocate(size);
    try {
      fill(source, address, panelBytes);
    } catch (IOException | RuntimeException | Error error) {
      NativeMemory.release(address, size);
      throw error;
    }
    return new NativeWeight(
        source.type(), source.m(), source.k(), address, () -> NativeMemory.release(address, size));
  }

  private static void fill(WeightSource source, long address, long panelBytes) throws IOException {
    long rowBytes = source.type().rowBytes(source.k());
    int panels = (int) Math.max(1, CHUNK / (rowBytes * PANEL));
    int rows = Math.min(panels * PANEL, source.m());
    long bytes = rowBytes * rows;
    long staging = NativeMemory.allocate(bytes);
    try {
      ByteBuffer view = NativeMemory.view(staging, bytes);
      for (int first = 0; first < source.m(); first += rows) {
        int count = Math.min(rows, source.m() - first);
        view.clear().limit((int) (count * rowBytes));
        source.rows().read(first, count, view);
        NativeKernels.check(
            MillraceNative.mr_pack(
                source.type().id(),
                staging,
                count,
                source.k(),
                address + first / PANEL * panelBytes),
            "pack");
      }
    } finally {
      NativeMemory.release(staging, bytes);
    }
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public int m() {
    return m;
  }

  @Override
  public int k() {
    return k;
  }

  @Override
  public long bytes() {
    return panelBytes * ((m + PANEL - 1) / PANEL);
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
    return new NativeWeight(type, to - from, k, address() + from / PANEL * panelBytes, () -> {});
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
