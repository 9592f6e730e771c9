package io.millrace.model;

/**
 * One layer of a decoder with a source: attend to the own sequence, then to the source, then
 * transform, each added to the residual stream.
 *
 * @param placement where it normalizes
 * @param attention mixes rows
 * @param attentionNorm of the attention part
 * @param cross mixes what the source says
 * @param crossNorm of the part that reads the source
 * @param feedForward transforms rows
 * @param feedForwardNorm of the feed-forward part
 */
public record CrossBlock(
    NormPlacement placement,
    SelfAttention attention,
    Norm attentionNorm,
    CrossAttention cross,
    Norm crossNorm,
    FeedForward feedForward,
    Norm feedForwardNorm) {

  /** All rows of the residual stream. */
  Value forward(Ops ops, Value stream, Step step) {
    Value mixed = attention.mix(ops, before(ops, attentionNorm, stream), step);
    Value attended = ops.add(stream, attention.project(ops, mixed));
    Value x = after(ops, attentionNorm, attended);
    Value told = cross.project(ops, cross.mix(ops, before(ops, crossNorm, x), step));
    Value y = after(ops, crossNorm, ops.add(x, told));
    Value transformed = feedForward.forward(ops, before(ops, feedForwardNorm, y));
    return after(ops, feedForwardNorm, ops.add(y, transformed));
  }

  private Value before(Ops ops, Norm norm, Value x) {
    return placement.before(ops, norm, x);
  }

  private Value after(Ops ops, Norm norm, Value x) {
    return placement.after(ops, norm, x);
  }
}
