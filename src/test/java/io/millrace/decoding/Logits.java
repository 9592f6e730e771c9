package io.millrace.decoding;

import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.WeightSource;
import io.millrace.kernel.reference.ReferenceKernels;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Shape;
import io.millrace.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rows of given logits behind a real head: hidden row i is the i-th unit vector, and column i of
 * the unembedding holds the logits of row i.
 */
final class Logits implements AutoCloseable {

  private final Kernels kernels = new ReferenceKernels();
  private final PackedWeight unembedding;
  private final int rows;
  private final Head head;

  Logits(float[]... rows) {
    this.rows = rows.length;
    try {
      unembedding =
          kernels.pack(
              new WeightSource(
                  "unembedding",
                  DataType.F32,
                  rows[0].length,
                  rows.length,
                  (first, count, into) -> columns(rows, first, count, into)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    head = new Head(kernels, unembedding, 0);
  }

  Head head() {
    return head;
  }

  /** The hidden states of these rows, in this order. */
  Tensor hidden(int... chosen) {
    Tensor hidden =
        Tensor.allocate(kernels.allocator(), DataType.F32, Shape.of(chosen.length, rows));
    for (int i = 0; i < chosen.length; i++) {
      hidden.setFloat(i * rows + chosen[i], 1);
    }
    return hidden;
  }

  private static void columns(float[][] rows, int first, int count, ByteBuffer into) {
    into.order(ByteOrder.LITTLE_ENDIAN);
    for (int id = first; id < first + count; id++) {
      for (float[] row : rows) {
        into.putFloat(row[id]);
      }
    }
  }

  @Override
  public void close() {
    head.close();
    unembedding.close();
    kernels.close();
  }
}
