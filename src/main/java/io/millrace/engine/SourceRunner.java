package io.millrace.engine;

import io.millrace.cache.KvStore;
import io.millrace.engine.CachePlan.SourcePlan;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.engine.StepPlan.Source;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.Kernels;
import io.millrace.model.EagerOps;
import io.millrace.model.LayerCache;
import io.millrace.model.SourceEncoder;
import io.millrace.model.Step;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Encodes the sources of a step, and knows where decoders find them. One thread's.
 *
 * <p>The encoder's own keys and values live for the time of a step, in blocks that all its layers
 * write in turn; there are as many of these as a step has ever needed.
 */
final class SourceRunner implements AutoCloseable {

  private final SourceEncoder encoder;
  private final Kernels kernels;
  private final SourcePlan plan;
  private final KvStore store;
  private final List<CacheLayer> layers = new ArrayList<>();
  private Optional<KvStore> workspace = Optional.empty();

  /** Allocates the cache of sources. */
  SourceRunner(SourceEncoder encoder, Kernels kernels, SourcePlan plan) {
    this.encoder = encoder;
    this.kernels = kernels;
    this.plan = plan;
    store = new KvStore(kernels.allocator(), plan.blockBytes(), plan.blocks());
    for (int i = 0; i < plan.layouts().size(); i++) {
      layers.add(new CacheLayer(plan.layouts().get(i), store.layer(i)));
    }
  }

  /** Encodes sources, back to back, and keeps what the decoder's layers look for. */
  void encode(EagerOps ops, Scratch scratch, List<Source> sources) {
    List<BatchLayout.Sequence> own = new ArrayList<>();
    List<BatchLayout.Sequence> kept = new ArrayList<>();
    int used = 0;
    for (Source source : sources) {
      int length = source.ids().length;
      int count = LayerKind.blocksFor(length);
      own.add(new BatchLayout.Sequence(length, 0, IntStream.range(used, used + count).toArray()));
      kept.add(new BatchLayout.Sequence(length, 0, source.blocks()));
      IntStream.of(source.blocks()).forEach(store::zero);
      used += count;
    }
    LayerCache cache = new LayerCache(workspace(used), BatchLayout.of(scratch, own));
    Tensor ids = ids(scratch, sources);
    int[] all = IntStream.range(0, ids.dim(0)).toArray();
    encoder.encode(ops, new Step(ids, List.of(cache), all), caches(BatchLayout.of(scratch, kept)));
  }

  /**
   * What the layers of a decoder read. Rows that see the same source whole, such as those of beams,
   * are laid out as the last rows of one sequence, so that attention reads its keys once for all.
   */
  List<LayerCache> caches(Scratch scratch, List<Slice> slices) {
    List<BatchLayout.Sequence> sequences = new ArrayList<>();
    int first = 0;
    while (first < slices.size()) {
      int[] blocks = slices.get(first).source();
      int rows = 0;
      int next = first;
      while (next < slices.size() && Arrays.equals(slices.get(next).source(), blocks)) {
        rows += slices.get(next++).count();
      }
      int length = slices.get(first).sequence().request().source().length;
      for (int left = rows; left > 0; left -= length) { // no more rows than positions
        int some = Math.min(left, length);
        sequences.add(new BatchLayout.Sequence(some, length - some, blocks));
      }
      first = next;
    }
    return caches(BatchLayout.of(scratch, sequences));
  }

  private List<LayerCache> caches(BatchLayout layout) {
    return layers.stream().map(layer -> new LayerCache(layer, layout)).toList();
  }

  private static Tensor ids(Scratch scratch, List<Source> sources) {
    int[] ids = sources.stream().flatMapToInt(source -> IntStream.of(source.ids())).toArray();
    Tensor tensor = scratch.tensor(DataType.I32, ids.length);
    tensor.ints().put(0, ids);
    return tensor;
  }

  /** So many zeroed blocks for the encoder's own keys and values. */
  private CacheLayer workspace(int blocks) {
    BlockLayout layout = plan.encoder();
    if (workspace.isEmpty() || workspace.get().blocks() < blocks) {
      workspace.ifPresent(KvStore::close);
      workspace = Optional.empty();
      long[] bytes = {layout.blockBytes()};
      workspace = Optional.of(new KvStore(kernels.allocator(), bytes, blocks));
    } else {
      IntStream.range(0, blocks).forEach(workspace.get()::zero);
    }
    return new CacheLayer(layout, workspace.get().layer(0));
  }

  @Override
  public void close() {
    store.close();
    workspace.ifPresent(KvStore::close);
  }
}
