package io.millrace.model;

/**
 * One layer: attend, then transform, each added to the residual stream.
 *
 * @param attentionNorm of what attention reads
 * @param attention mixes rows
 * @param attentionPostNorm of what attention gives
 * @param feedForwardNorm of what the feed-forward part reads
 * @param feedForward transforms rows
 * @param feedForwardPostNorm of what the feed-forward part gives
 */
public record DecoderBlock(
    Norm attentionNorm,
    SelfAttention attention,
    Norm attentionPostNorm,
    Norm feedForwardNorm,
    FeedForward feedForward,
    Norm feedForwardPostNorm) {

  /** A block that normalizes before its parts only. */
  public static DecoderBlock preNorm(
      Norm attentionNorm, SelfAttention attention, Norm feedForwardNorm, FeedForward feedForward) {
    return new DecoderBlock(
        attentionNorm, attention, Norm.none(), feedForwardNorm, feedForward, Norm.none());
  }

  Value forward(Ops ops, Value stream, Step step) {
    Value attended = attention.forward(ops, attentionNorm.forward(ops, stream), step);
    Value x = ops.add(stream, attentionPostNorm.forward(ops, attended));
    Value transformed = feedForward.forward(ops, feedForwardNorm.forward(ops, x));
    return ops.add(x, feedForwardPostNorm.forward(ops, transformed));
  }
}
