package io.millrace.model;

import io.millrace.kernel.AttentionSpec;
import java.util.List;

/**
 * Attention of a sequence to its source, whose keys and values are computed once. Vaswani et al.,
 * arXiv:1706.03762.
 *
 * @param linear makes queries of the sequence's rows, keys and values of the source's, the result
 * @param spec what is seen, all of the source, and how it is scaled
 * @param layer which of the layers that read the source this one is
 */
public record CrossAttention(Projections linear, AttentionSpec spec, int layer) {

  /** Writes keys and values of a source's hidden states {@code [n, d]}. */
  void store(Ops ops, Value source, LayerCache cache) {
    List<Value> parts = ops.linear(source, List.of(linear.key(), linear.value()));
    ops.store(heads(ops, parts.get(0)), heads(ops, parts.get(1)), cache);
  }

  /** Mixes what the sources of the rows of {@code x [n, d]} say: {@code [n, h e]}. */
  Value mix(Ops ops, Value x, Step step) {
    Value queries = heads(ops, linear.query().forward(ops, x));
    Value mixed = ops.read(queries, spec, step.source().get(layer));
    return ops.reshape(mixed, x.rows(), (long) spec.heads() * elements());
  }

  /** Brings mixed rows {@code [n, h e]} back to the width of the model. */
  Value project(Ops ops, Value mixed) {
    return linear.output().forward(ops, mixed);
  }

  /** What the cache of sources must know. */
  LayerShape shape() {
    int groups = linear.key().weight().m() / elements();
    return new LayerShape(groups, elements(), AttentionSpec.NO_WINDOW);
  }

  private int elements() {
    return linear.query().weight().m() / spec.heads();
  }

  private Value heads(Ops ops, Value x) {
    int heads = x.tensor().dim(1) / elements();
    return ops.reshape(x, x.rows(), heads, elements());
  }
}
