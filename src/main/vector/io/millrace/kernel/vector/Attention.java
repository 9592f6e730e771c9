package io.millrace.kernel.vector;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.kernel.jvm.WorkArea;
import io.millrace.kernel.jvm.Workers;
import io.millrace.tensor.DataType;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Softmax attention of numerics.md 4 over an F32 or F16 cache. An item is a few queries that share
 * a key/value head, so that a cache block is widened once for all of them.
 */
final class Attention {

  private static final int BLOCK = BlockLayout.POSITIONS;
  private static final int MOST_QUERIES = 64;

  private final CacheLayer layer;
  private final BatchLayout layout;
  private final AttentionSpec spec;
  private final int e;
  private final int perGroup;

  /** Queries {@code first} to {@code end - 1} of a sequence, counted row by row within a group. */
  private record Item(int sequence, int group, int first, int end) {}

  Attention(CacheLayer layer, BatchLayout layout, AttentionSpec spec) {
    this.layer = layer;
    this.layout = layout;
    this.spec = spec;
    e = layer.layout().e();
    perGroup = spec.heads() / layer.layout().g();
  }

  /** Whether it can do this; {@code kernel.jvm} can do all. */
  static boolean supports(CacheLayer layer, AttentionSpec spec) {
    DataType type = layer.layout().type();
    boolean plain = type == DataType.F32 || type == DataType.F16;
    return plain && spec.softCap() == 0 && spec.bias().table().isEmpty();
  }

  void attend(Tensor q, Tensor out, Workers workers) {
    List<Item> items = items(workers.threads());
    workers.run(items.size(), (i, area) -> attend(items.get(i), q, out, area));
  }

  private List<Item> items(int threads) {
    long queries = (long) layout.rows() * spec.heads();
    int each = (int) Math.max(1, Math.min(MOST_QUERIES, (queries + threads - 1) / threads));
    List<Item> items = new ArrayList<>();
    for (int s = 0; s < layout.count(); s++) {
      int count = layout.rows(s) * perGroup;
      for (int g = 0; g < layer.layout().g(); g++) {
        for (int first = 0; first < count; first += each) {
          items.add(new Item(s, g, first, Math.min(first + each, count)));
        }
      }
    }
    return items;
  }

  private void attend(Item item, Tensor q, Tensor out, WorkArea area) {
    List<QueryTile> tiles = new ArrayList<>();
    for (int i = item.first(); i < item.end(); i += tokens(item, i)) {
      tiles.add(tile(item, i, q));
    }
    int from = sight(item, item.first()).from(); // rows ascend, and with them what they see
    int to = sight(item, item.end() - 1).to();
    HeadBlock head = new HeadBlock(layer, area);
    for (int b = from / BLOCK; b <= to / BLOCK; b++) {
      int block = layout.block(item.sequence(), b * BLOCK);
      head.read(block, item.group(), Math.min(BLOCK, to + 1 - b * BLOCK));
      for (QueryTile tile : tiles) {
        tile.add(b, head);
      }
    }
    int i = item.first();
    for (QueryTile tile : tiles) {
      int tokens = tokens(item, i);
      for (int t = 0; t < tokens; t++) {
        out.memory().floats().put(out.first() + at(item, i + t), tile.end(t), 0, e);
      }
      i += tokens;
    }
  }

  /** Queries of the tile that begins with query i: four, or one at the end of an item. */
  private static int tokens(Item item, int i) {
    return i + FloatTile.TOKENS <= item.end() ? FloatTile.TOKENS : 1;
  }

  private QueryTile tile(Item item, int first, Tensor q) {
    int tokens = tokens(item, first);
    float[] queries = new float[tokens * e];
    QueryTile.Sight[] sights = new QueryTile.Sight[tokens];
    for (int t = 0; t < tokens; t++) {
      q.memory().floats().get(q.first() + at(item, first + t), queries, t * e, e);
      sights[t] = sight(item, first + t);
    }
    for (int i = 0; i < queries.length; i++) {
      queries[i] *= spec.scale();
    }
    return new QueryTile(sights, queries, e);
  }

  /** Where a query, and its result, lie. */
  private int at(Item item, int i) {
    int row = layout.firstRow(item.sequence()) + i / perGroup;
    return (row * spec.heads() + item.group() * perGroup + i % perGroup) * e;
  }

  private QueryTile.Sight sight(Item item, int i) {
    int first = layout.firstPosition(item.sequence());
    int position = first + i / perGroup;
    int last = first + layout.rows(item.sequence()) - 1;
    int to = spec.mask() == Mask.CAUSAL ? position : last;
    return new QueryTile.Sight((int) Math.max(0, (long) position - spec.window() + 1), to);
  }
}
