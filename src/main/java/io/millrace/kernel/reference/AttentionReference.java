package io.millrace.kernel.reference;

import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.AttentionSpec.Mask;
import io.millrace.kernel.BatchLayout;
import io.millrace.kernel.BlockLayout;
import io.millrace.kernel.CacheLayer;
import io.millrace.tensor.Tensor;
import java.util.Optional;

/**
 * Softmax attention with a running maximum, in blocks of 64 absolute positions and segments of 512.
 *
 * <p>Milakov and Gimelshein, "Online normalizer calculation for softmax", arXiv:1805.02867. Blocks
 * and segments lie at absolute positions, so that neither batch nor chunks move a rounding.
 */
final class AttentionReference {

  private static final int BLOCK = BlockLayout.POSITIONS;

  private final CacheLayer cache;
  private final BatchLayout layout;
  private final AttentionSpec spec;
  private final Chain chain;

  private record Query(float[] values, int head, int position) {}

  AttentionReference(CacheLayer cache, BatchLayout layout, AttentionSpec spec) {
    this.cache = cache;
    this.layout = layout;
    this.spec = spec;
    chain = Chain.of(cache.layout().type());
  }

  void attend(Tensor q, Tensor out) {
    for (int s = 0; s < layout.count(); s++) {
      for (int g = 0; g < cache.layout().g(); g++) {
        attend(s, g, q, out);
      }
    }
  }

  /** All rows of a sequence and all query heads that share a key/value head. */
  private void attend(int s, int g, Tensor q, Tensor out) {
    int last = layout.firstPosition(s) + layout.rows(s) - 1;
    float[][] keys = new float[last / BLOCK + 1][];
    float[][] values = new float[keys.length][];
    for (int b = firstSeen(layout.firstPosition(s)) / BLOCK; b < keys.length; b++) {
      keys[b] = CacheReference.keys(cache, layout.block(s, b * BLOCK), g);
      values[b] = CacheReference.values(cache, layout.block(s, b * BLOCK), g);
    }
    int e = cache.layout().e();
    int perGroup = spec.heads() / cache.layout().g();
    for (int i = 0; i < layout.rows(s); i++) {
      int position = layout.firstPosition(s) + i;
      int to = spec.mask() == Mask.CAUSAL ? position : last;
      for (int head = g * perGroup; head < (g + 1) * perGroup; head++) {
        int at = ((layout.firstRow(s) + i) * spec.heads() + head) * e;
        Query query = new Query(new float[e], head, position);
        q.floats().get(at, query.values());
        out.floats().put(at, row(query, firstSeen(position), to, keys, values));
      }
    }
  }

  private int firstSeen(int position) {
    return (int) Math.max(0, (long) position - spec.window() + 1);
  }

  /** One query over the keys at positions {@code from} to {@code to}. */
  private float[] row(Query query, int from, int to, float[][] keys, float[][] values) {
    float[] scaled = query.values();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = chain.round(scaled[i] * spec.scale());
    }
    Optional<Softmax.Part> whole = Optional.empty();
    for (int start = from; start <= to; start = nextSegment(start)) {
      Softmax segment = new Softmax(scaled.length, chain);
      int end = Math.min(to, nextSegment(start) - 1);
      for (int b = start / BLOCK; b <= end / BLOCK; b++) {
        int first = Math.max(start, b * BLOCK) % BLOCK;
        int last = Math.min(end, b * BLOCK + BLOCK - 1) % BLOCK;
        float[] scores = scores(scaled, keys[b]);
        addBias(query, b * BLOCK, scores);
        segment.add(scores, values[b], first, last);
      }
      Softmax.Part part = segment.end();
      whole = Optional.of(whole.map(before -> before.merge(part)).orElse(part));
    }
    return whole.orElseThrow().mean();
  }

  private static int nextSegment(int position) {
    return (position / BlockLayout.SEGMENT + 1) * BlockLayout.SEGMENT;
  }

  /** The scores of all 64 keys of a block; those that are not seen are not used. */
  private float[] scores(float[] query, float[] keys) {
    float[] scores = new float[BLOCK];
    for (int i = 0; i < query.length; i++) {
      int element = chain.operand(i, query.length);
      for (int j = 0; j < BLOCK; j++) {
        scores[j] = Math.fma(query[element], keys[element * BLOCK + j], scores[j]);
      }
    }
    if (spec.softCap() > 0) {
      for (int j = 0; j < BLOCK; j++) {
        scores[j] = Functions.softCap(scores[j], spec.softCap());
      }
    }
    return scores;
  }

  /** Adds to the scores of the 64 keys from position {@code base} on what their distances ask. */
  private void addBias(Query query, int base, float[] scores) {
    spec.bias()
        .table()
        .ifPresent(
            table -> {
              int reach = table.dim(1) / 2;
              for (int j = 0; j < BLOCK; j++) {
                int distance = base + j - query.position();
                int column = reach + Math.max(-reach, Math.min(distance, reach));
                scores[j] += table.getFloat(query.head() * table.dim(1) + column);
              }
            });
  }
}
