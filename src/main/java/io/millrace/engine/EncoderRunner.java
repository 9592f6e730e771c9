package io.millrace.engine;

import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Kernels;
import io.millrace.model.EagerOps;
import io.millrace.model.EncoderNetwork;
import io.millrace.model.LayerCache;
import io.millrace.model.Readout;
import io.millrace.model.RowRange;
import io.millrace.model.Step;
import io.millrace.model.Value;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Runs texts through an encoder and reads them out, back to back in one step. One thread's. */
final class EncoderRunner implements AutoCloseable {

  private final EncoderNetwork network;
  private final Readout readout;
  private final EagerOps ops;
  private final Scratch scratch;

  EncoderRunner(EncoderNetwork network, Readout readout, Kernels kernels) {
    this.network = network;
    this.readout = readout;
    ops = new EagerOps(kernels);
    scratch = new Scratch(kernels.allocator());
  }

  /**
   * Encodes texts.
   *
   * @param blocks hold them meanwhile
   * @return for each its vectors
   */
  List<float[][]> run(List<EncoderText> texts, StepBlocks blocks) {
    scratch.reset();
    List<BatchLayout.Sequence> sequences = blocks.place(texts);
    BatchLayout layout = BatchLayout.of(scratch, sequences);
    List<RowRange> ranges = new ArrayList<>();
    for (EncoderText text : texts) {
      ranges.add(readout.rows(text.tokens(), text.request().without()));
    }
    LayerCache cache = new LayerCache(blocks.layer(), layout);
    Step step = new Step(ids(texts, layout.rows()), List.of(cache), outputs(layout, ranges));
    Value hidden = network.forward(ops, step, types(texts, layout.rows()));
    return vectors(texts, readout.forward(ops, hidden, ranges).tensor());
  }

  private Tensor ids(List<EncoderText> texts, int rows) {
    Tensor ids = scratch.tensor(DataType.I32, rows);
    int row = 0;
    for (EncoderText text : texts) {
      ids.ints().put(row, text.request().ids());
      row += text.tokens();
    }
    return ids;
  }

  private static int[] types(List<EncoderText> texts, int rows) {
    int[] types = new int[rows];
    int row = 0;
    for (EncoderText text : texts) {
      System.arraycopy(text.request().types(), 0, types, row, text.tokens());
      row += text.tokens();
    }
    return types;
  }

  private static int[] outputs(BatchLayout layout, List<RowRange> ranges) {
    int[] outputs = new int[ranges.stream().mapToInt(RowRange::count).sum()];
    int next = 0;
    for (int i = 0; i < ranges.size(); i++) {
      int first = layout.firstRow(i) + ranges.get(i).first();
      for (int row = first; row < first + ranges.get(i).count(); row++) {
        outputs[next++] = row;
      }
    }
    return outputs;
  }

  private List<float[][]> vectors(List<EncoderText> texts, Tensor all) {
    int width = all.dim(1);
    List<float[][]> results = new ArrayList<>(texts.size());
    int next = 0;
    for (EncoderText text : texts) {
      float[][] vectors = new float[readout.vectors(text.tokens())][width];
      for (float[] vector : vectors) {
        all.floats().get(next++ * width, vector);
      }
      results.add(vectors);
    }
    return results;
  }

  @Override
  public void close() {
    scratch.close();
    ops.close();
  }
}
