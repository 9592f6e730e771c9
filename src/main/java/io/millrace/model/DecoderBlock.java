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

  /** All rows of the residual stream. */
  Value forward(Ops ops, Value stream, Step step) {
    return finish(ops, stream, attention.mix(ops, attentionNorm.forward(ops, stream), step));
  }

  /** The rows that the step wants; keys and values are made of all. */
  Value forwardOutputs(Ops ops, Value stream, Step step) {
    Value mixed = attention.mix(ops, attentionNorm.forward(ops, stream), step);
    int[] outputs = step.outputs();
    Value wanted = ops.rows(stream, outputs);
    return outputs.length == 0 ? wanted : finish(ops, wanted, ops.rows(mixed, outputs));
  }

  private Value finish(Ops ops, Value stream, Value mixed) {
    Value attended = attention.project(ops, mixed);
    Value x = ops.add(stream, attentionPostNorm.forward(ops, attended));
    Value transformed = feedForward.forward(ops, feedForwardNorm.forward(ops, x));
    return ops.add(x, feedForwardPostNorm.forward(ops, transformed));
  }
}
