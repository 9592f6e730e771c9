package io.millrace.engine;

import io.millrace.cache.KvStore;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.model.EagerOps;
import io.millrace.model.LayerCache;
import io.millrace.model.Network;
import io.millrace.model.Step;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs plans: the network over their rows, keys and values into the cache. One thread's. */
final class StepRunner implements AutoCloseable {

  private final Network network;
  private final EagerOps ops;
  private final Scratch scratch;
  private final List<KvStore> stores = new ArrayList<>(); // one a kind of layer
  private final int[] kindOf;
  private final List<CacheLayer> layers = new ArrayList<>();
  private Optional<SourceRunner> sources = Optional.empty();

  /** Allocates the cache. */
  StepRunner(Network network, Kernels kernels, CachePlan cache) {
    this.network = network;
    ops = new EagerOps(kernels);
    scratch = new Scratch(kernels.allocator());
    kindOf = cache.kindOf();
    try {
      for (int kind = 0; kind < cache.kinds().size(); kind++) {
        int blocks = cache.kinds().get(kind).blocks();
        stores.add(new KvStore(kernels.allocator(), cache.blockBytes(kind), blocks));
      }
      sources =
          network
              .source()
              .map(each -> new SourceRunner(each, kernels, cache.source().orElseThrow()));
    } catch (RuntimeException | Error error) { // the last one found no memory
      close();
      throw error;
    }
    int[] next = new int[stores.size()];
    for (int layer = 0; layer < kindOf.length; layer++) {
      int kind = kindOf[layer];
      layers.add(new CacheLayer(cache.layouts().get(layer), stores.get(kind).layer(next[kind]++)));
    }
  }

  /**
   * Runs a plan that is not empty.
   *
   * @return F32 {@code [outputs, d]}: the hidden states that the slices want, slice by slice; valid
   *     until the next run
   */
  Tensor run(StepPlan plan) {
    scratch.reset();
    // Copies first: a block may be fresh to one sequence whose content another one takes over.
    plan.copies().forEach(copy -> stores.get(copy.kind()).copy(copy.from(), copy.to()));
    plan.freshBlocks().forEach(fresh -> stores.get(fresh.kind()).zero(fresh.block()));
    if (!plan.sources().isEmpty()) {
      sources.orElseThrow().encode(ops, scratch, plan.sources());
    }
    List<LayerCache> source =
        sources.map(each -> each.caches(scratch, plan.slices())).orElse(List.of());
    return network.forward(ops, new Step(ids(plan), cache(plan), source, outputs(plan))).tensor();
  }

  private List<LayerCache> cache(StepPlan plan) {
    List<BatchLayout> layouts = new ArrayList<>();
    for (int kind = 0; kind < stores.size(); kind++) {
      List<BatchLayout.Sequence> sequences = new ArrayList<>();
      for (Slice slice : plan.slices()) {
        int[] blocks = slice.blocks().get(kind);
        sequences.add(new BatchLayout.Sequence(slice.count(), slice.position(), blocks));
      }
      layouts.add(BatchLayout.of(scratch, sequences));
    }
    List<LayerCache> cache = new ArrayList<>();
    for (int layer = 0; layer < kindOf.length; layer++) {
      cache.add(new LayerCache(layers.get(layer), layouts.get(kindOf[layer])));
    }
    return cache;
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
        outputs[next++] = first + slice.firstScore() + i;
      }
      first += slice.count();
      for (int i = 0; i < slice.drawing().size(); i++) {
        outputs[next++] = first - 1;
      }
    }
    return outputs;
  }

  @Override
  public void close() {
    stores.forEach(KvStore::close);
    sources.ifPresent(SourceRunner::close);
    scratch.close();
    ops.close();
  }
}
