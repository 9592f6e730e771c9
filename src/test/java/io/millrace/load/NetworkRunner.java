package io.millrace.load;

import io.millrace.cache.BlockPool;
import io.millrace.cache.BlockTable;
import io.millrace.cache.KvStore;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.Bias;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.kernel.PackedWeight;
import io.millrace.kernel.QuantizedRows;
import io.millrace.model.EagerOps;
import io.millrace.model.LayerCache;
import io.millrace.model.LayerShape;
import io.millrace.model.Network;
import io.millrace.model.Step;
import io.millrace.model.Value;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Runs token ids through a network without an engine: what goes in comes out for every row. */
final class NetworkRunner implements AutoCloseable {

  private static final int STRIPE = 4096;
  private static final int ROWS_AT_ONCE = 32;

  private final Network network;
  private final Kernels kernels;
  private final EagerOps ops;
  private final Scratch scratch;
  private final KvStore store;
  private final BlockPool pool;
  private final List<CacheLayer> cache = new ArrayList<>();

  /** A text whose keys and values are in the cache so far. */
  final class Text {
    private final BlockTable table = new BlockTable(pool);
    private int length;

    /** Takes blocks for more ids and says where they go. */
    private BatchLayout.Sequence extend(int rows) {
      int first = length;
      length += rows;
      int blocks = (length + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS;
      for (int block : table.growTo(blocks)) {
        store.zero(block);
      }
      return new BatchLayout.Sequence(rows, first, table.blocks());
    }

    /** Gives its blocks back. */
    void release() {
      table.release();
    }
  }

  /** What is appended to a text in one step. */
  record Feed(Text text, int[] ids) {}

  /** Receives the logits of one row. */
  interface Logits {
    void accept(int row, float[] logits);
  }

  /** Makes a cache of the network's own type for this many positions in all. */
  NetworkRunner(Network network, Kernels kernels, int positions) {
    this(network, kernels, positions, network.defaultCacheType());
  }

  /** Makes a cache of this type. */
  NetworkRunner(Network network, Kernels kernels, int positions, DataType type) {
    this.network = network;
    this.kernels = kernels;
    ops = new EagerOps(kernels);
    scratch = new Scratch(kernels.allocator());
    int blocks = (positions + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS;
    List<LayerShape> layers = network.shape().layers();
    List<BlockLayout> layouts =
        layers.stream().map(layer -> new BlockLayout(type, layer.g(), layer.e())).toList();
    long[] blockBytes = layouts.stream().mapToLong(BlockLayout::blockBytes).toArray();
    store = new KvStore(kernels.allocator(), blockBytes, blocks);
    pool = new BlockPool(blocks);
    for (int i = 0; i < layouts.size(); i++) {
      cache.add(new CacheLayer(layouts.get(i), store.layer(i)));
    }
  }

  Text text() {
    return new Text();
  }

  /** Runs one step and returns the hidden states of all its rows. */
  float[][] feed(List<Feed> feeds) {
    int rows = feeds.stream().mapToInt(feed -> feed.ids().length).sum();
    return feed(feeds, IntStream.range(0, rows).toArray());
  }

  /** Runs one step and returns the hidden states of these rows. */
  float[][] feed(List<Feed> feeds, int[] outputs) {
    scratch.reset();
    int[] ids = feeds.stream().flatMapToInt(feed -> IntStream.of(feed.ids())).toArray();
    Tensor idTensor = scratch.tensor(DataType.I32, ids.length);
    idTensor.ints().put(0, ids);
    List<BatchLayout.Sequence> sequences =
        feeds.stream().map(feed -> feed.text().extend(feed.ids().length)).toList();
    BatchLayout layout = BatchLayout.of(scratch, sequences);
    Value hidden =
        network.forward(
            ops,
            new Step(
                idTensor,
                cache.stream().map(layer -> new LayerCache(layer, layout)).toList(),
                outputs));
    float[] all = hidden.tensor().toFloats();
    int d = network.shape().width();
    float[][] rows = new float[outputs.length][d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, i * d, rows[i], 0, d);
    }
    return rows;
  }

  /** Runs a whole text at once and returns the hidden states of all rows. */
  float[][] whole(int[] ids) {
    Text text = text();
    float[][] hidden = feed(List.of(new Feed(text, ids)));
    text.release();
    return hidden;
  }

  /** Computes the logits of hidden states, a few rows at a time. */
  void logits(float[][] hidden, Logits receiver) {
    for (int from = 0; from < hidden.length; from += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, hidden.length - from);
      float[][] logits = new float[count][network.unembedding().m()];
      scratch.reset();
      Tensor x = scratch.tensor(DataType.F32, count, network.shape().width());
      for (int i = 0; i < count; i++) {
        x.floats().put(i * hidden[from + i].length, hidden[from + i]);
      }
      stripes(x, logits);
      for (int i = 0; i < count; i++) {
        receiver.accept(from + i, logits[i]);
      }
    }
  }

  private void stripes(Tensor x, float[][] logits) {
    PackedWeight weight = network.unembedding();
    boolean quantized = weight.type().isQuantized();
    QuantizedRows rows = QuantizedRows.allocate(scratch, x.dim(0), quantized ? x.dim(1) : 0);
    if (quantized) {
      kernels.quantize(x, rows);
    }
    for (int id = 0; id < weight.m(); id += STRIPE) {
      PackedWeight slice = weight.slice(id, Math.min(weight.m(), id + STRIPE));
      Tensor out = scratch.tensor(DataType.F32, x.dim(0), slice.m());
      if (quantized) {
        kernels.linear(rows, slice, Bias.NONE, out);
      } else {
        kernels.linear(x, slice, Bias.NONE, out);
      }
      if (network.logitSoftCap() > 0) {
        kernels.softCap(out, network.logitSoftCap());
      }
      for (int i = 0; i < logits.length; i++) {
        out.floats().get(i * slice.m(), logits[i], id, slice.m());
      }
    }
  }

  /** The natural logarithm of the sum of exponentials, in double. */
  static double logSum(float[] logits) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      maximum = Math.max(maximum, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - maximum);
    }
    return maximum + Math.log(sum);
  }

  /** The id of the largest logit, the lowest among equals. */
  static int best(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    return best;
  }

  @Override
  public void close() {
    ops.close();
    scratch.close();
    store.close();
  }
}
