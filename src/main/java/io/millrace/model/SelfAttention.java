package io.millrace.model;

import io.millrace.kernel.AttentionSpec;

/**
 * Attention of a sequence to itself. Vaswani et al., arXiv:1706.03762; query heads that share key
 * heads: Ainslie et al., arXiv:2305.13245.
 *
 * @param query {@code [h e, d]}
 * @param key {@code [g e, d]}
 * @param value {@code [g e, d]}
 * @param output {@code [d, h e]}
 * @param queryNorm of each query head
 * @param keyNorm of each key head
 * @param positions how queries and keys know their places
 * @param spec what is seen, and how it is scaled
 * @param layer which layer of the cache is this one's
 */
public record SelfAttention(
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    Norm queryNorm,
    Norm keyNorm,
    Positions positions,
    AttentionSpec spec,
    int layer) {

  Value forward(Ops ops, Value x, Step step) {
    int h = spec.heads();
    int e = elements();
    Value q = positions.rotate(ops, queryNorm.forwardHeads(ops, heads(ops, query, x)), step);
    Value k = positions.rotate(ops, keyNorm.forwardHeads(ops, heads(ops, key, x)), step);
    Value v = heads(ops, value, x);
    Value mixed = ops.attend(new Heads(q, k, v), spec, layer, step);
    return output.forward(ops, ops.reshape(mixed, x.rows(), (long) h * e));
  }

  /** What the cache must know. */
  LayerShape shape() {
    return new LayerShape(key.weight().m() / elements(), elements(), spec.window());
  }

  private int elements() {
    return query.weight().m() / spec.heads();
  }

  private Value heads(Ops ops, Linear linear, Value x) {
    int heads = linear.weight().m() / elements();
    return ops.reshape(linear.forward(ops, x), x.rows(), heads, elements());
  }
}
