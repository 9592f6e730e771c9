package io.millrace.engine;

import io.millrace.cache.KvStore;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.model.EagerOps;
import io.millrace.model.LayerShape;
import io.millrace.model.Network;
import io.millrace.model.Step;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Runs plans: the network over their rows, keys and values into the cache. One thread's. */
final class StepRunner implements AutoCloseable {

  private final Network network;
  private final EagerOps ops;
  private final Scratch scratch;
  private final KvStore store;
  private final List<CacheLayer> layers = new ArrayList<>();

  /**
   * Allocates the cache.
   *
   * @param layouts a block of each layer
   * @param blocks how many blocks
   */
  StepRunner(Network network, Kernels kernels, List<BlockLayout> layouts, int blocks) {
    this.network = network;
    ops = new EagerOps(kernels);
    scratch = new Scratch(kernels.allocator());
    long[] blockBytes = layouts.stream().mapToLong(BlockLayout::blockBytes).toArray();
    store = new KvStore(kernels.allocator(), blockBytes, blocks);
    for (int i = 0; i < layouts.size(); i++) {
      layers.add(new CacheLayer(layouts.get(i), store.layer(i)));
    }
  }

  /** A block of each layer of a network, for a type of cache. */
  static List<BlockLayout> layouts(Network network, DataType type) {
    List<BlockLayout> layouts = new ArrayList<>();
    for (LayerShape layer : network.shape().layers()) {
      layouts.add(new BlockLayout(type, layer.g(), layer.e()));
    }
    return layouts;
  }

  /**
   * Runs a plan that is not empty.
   *
   * @return F32 {@code [outputs, d]}: the hidden states that the slices want, slice by slice; valid
   *     until the next run
   */
  Tensor run(StepPlan plan) {
    scratch.reset();
    for (int block : plan.freshBlocks()) {
      store.zero(block);
    }
    List<BatchLayout.Sequence> sequences = new ArrayList<>();
    for (Slice slice : plan.slices()) {
      sequences.add(new BatchLayout.Sequence(slice.count(), slice.position(), slice.blocks()));
    }
    BatchLayout layout = BatchLayout.of(scratch, sequences);
    return network.forward(ops, new Step(ids(plan), layout, layers, outputs(plan))).tensor();
  }

  private Tensor ids(StepPlan plan) {
    Tensor ids = scratch.tensor(DataType.I32, plan.rows());
    int row = 0;
    for (Slice slice : plan.slices()) {
      for (int position = slice.position(); position < slice.end(); position++) {
        ids.setInt(row++, slice.sequence().token(position));
      }
    }
    return ids;
  }

  private static int[] outputs(StepPlan plan) {
    int[] outputs = new int[plan.slices().stream().mapToInt(Slice::outputs).sum()];
    int first = 0;
    int next = 0;
    for (Slice slice : plan.slices()) {
      for (int i = 0; i < slice.scores(); i++) {
        outputs[next++] = first + i;
      }
      first += slice.count();
      if (slice.draws()) {
        outputs[next++] = first - 1;
      }
    }
    return outputs;
  }

  @Override
  public void close() {
    store.close();
    scratch.close();
    ops.close();
  }
}
