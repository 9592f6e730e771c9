package io.millrace.model;

import io.millrace.kernel.AttentionSpec;
import java.util.List;

/**
 * Attention of a sequence to itself. Vaswani et al., arXiv:1706.03762; query heads that share key
 * heads: Ainslie et al., arXiv:2305.13245.
 *
 * @param linear makes queries, keys, values and the result
 * @param queryNorm of each query head
 * @param keyNorm of each key head
 * @param positions how queries and keys know their places
 * @param spec what is seen, and how it is scaled
 * @param layer which layer of the cache is this one's
 */
public record SelfAttention(
    Projections linear,
    Norm queryNorm,
    Norm keyNorm,
    Positions positions,
    AttentionSpec spec,
    int layer) {

  /** Mixes the rows of {@code x [n, d]}: {@code [n, h e]}. */
  Value mix(Ops ops, Value x, Step step) {
    List<Value> parts = ops.linear(x, List.of(linear.query(), linear.key(), linear.value()));
    Value q = heads(ops, parts.get(0));
    Value k = heads(ops, parts.get(1));
    Value v = heads(ops, parts.get(2));
    q = positions.rotate(ops, queryNorm.forwardHeads(ops, q), step);
    k = positions.rotate(ops, keyNorm.forwardHeads(ops, k), step);
    Value mixed = ops.attend(new Heads(q, k, v), spec, layer, step);
    return ops.reshape(mixed, x.rows(), (long) spec.heads() * elements());
  }

  /** Brings mixed rows {@code [n, h e]} back to the width of the model. */
  Value project(Ops ops, Value mixed) {
    return linear.output().forward(ops, mixed);
  }

  /** What the cache must know. */
  LayerShape shape() {
    return new LayerShape(linear.key().weight().m() / elements(), elements(), spec.window());
  }

  private int elements() {
    return linear.query().weight().m() / spec.heads();
  }

  private Value heads(Ops ops, Value x) {
    int heads = x.tensor().dim(1) / elements();
    return ops.reshape(x, x.rows(), heads, elements());
  }
}
