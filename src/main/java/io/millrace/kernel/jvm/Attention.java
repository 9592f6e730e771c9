package io.millrace.kernel.jvm;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Softmax attention of numerics.md 4. An item is a few queries that share a key/value head, so that
 * a cache block is widened once for all of them.
 */
final class Attention {

  private static final int BLOCK = BlockLayout.POSITIONS;
  private static final int MOST_QUERIES = 64;

  private final CacheLayer layer;
  private final BatchLayout layout;
  private final AttentionSpec spec;
  private final int e;
  private final int perGroup;
  private final float[][] biases; // a row a head; empty rows for none

  /** Queries {@code first} to {@code last} of a sequence, counted row by row within a group. */
  private record Item(int sequence, int group, int first, int last) {}

  Attention(CacheLayer layer, BatchLayout layout, AttentionSpec spec) {
    this.layer = layer;
    this.layout = layout;
    this.spec = spec;
    e = layer.layout().e();
    perGroup = spec.heads() / layer.layout().g();
    biases = spec.bias().table().map(Attention::rows).orElseGet(() -> new float[spec.heads()][0]);
  }

  private static float[][] rows(Tensor table) {
    float[][] rows = new float[table.dim(0)][table.dim(1)];
    for (int i = 0; i < rows.length; i++) {
      Rows.read(table, i * table.dim(1), rows[i], table.dim(1));
    }
    return rows;
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
          items.add(new Item(s, g, first, Math.min(first + each, count) - 1));
        }
      }
    }
    return items;
  }

  private void attend(Item item, Tensor q, Tensor out, WorkArea area) {
    List<Query> queries = new ArrayList<>();
    for (int i = item.first(); i <= item.last(); i++) {
      float[] values = new float[e];
      Rows.read(q, at(item, i), values, e);
      queries.add(query(item, i, values));
    }
    int from = queries.get(0).from(); // rows ascend, and with them what they see
    int to = queries.get(queries.size() - 1).to();
    float[][] keys = area.floats(4, e, BLOCK);
    float[][] values = area.floats(5, BLOCK, e);
    Cache cache = new Cache(layer);
    for (int b = from / BLOCK; b <= to / BLOCK; b++) {
      int block = layout.block(item.sequence(), b * BLOCK);
      cache.keys(block, item.group(), keys, area);
      cache.values(block, item.group(), Math.min(BLOCK, to + 1 - b * BLOCK), values, area);
      for (Query query : queries) {
        query.add(b, keys, values);
      }
    }
    for (int i = item.first(); i <= item.last(); i++) {
      Rows.write(out, at(item, i), queries.get(i - item.first()).mean(), e);
    }
  }

  /** Where a query, and its result, lie. */
  private int at(Item item, int i) {
    int row = layout.firstRow(item.sequence()) + i / perGroup;
    return (row * spec.heads() + item.group() * perGroup + i % perGroup) * e;
  }

  private Query query(Item item, int i, float[] values) {
    int first = layout.firstPosition(item.sequence());
    int position = first + i / perGroup;
    int last = first + layout.rows(item.sequence()) - 1;
    int to = spec.mask() == Mask.CAUSAL ? position : last;
    int from = (int) Math.max(0, (long) position - spec.window() + 1);
    float[] bias = biases[item.group() * perGroup + i % perGroup];
    Query.Sight sight = new Query.Sight(position, from, to, bias);
    return new Query(values, spec, layer.layout().type(), sight);
  }
}
