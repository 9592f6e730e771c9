package io.millrace.model;

import java.util.stream.IntStream;

/**
 * One layer of an encoder: attend, then transform, each added to the residual stream.
 *
 * @param placement where it normalizes
 * @param attention mixes rows
 * @param attentionNorm of the attention part
 * @param feedForward transforms rows
 * @param feedForwardNorm of the feed-forward part
 */
public record EncoderBlock(
    NormPlacement placement,
    SelfAttention attention,
    Norm attentionNorm,
    FeedForward feedForward,
    Norm feedForwardNorm) {

  /** All rows of the residual stream. */
  Value forward(Ops ops, Value stream, Step step) {
    return finish(ops, stream, mix(ops, stream, step));
  }

  /** The rows that the step wants; keys and values are made of all. */
  Value forwardOutputs(Ops ops, Value stream, Step step) {
    if (wantsAll(step)) {
      return forward(ops, stream, step);
    }
    Value mixed = mix(ops, stream, step);
    ops.narrow(step.outputs());
    return finish(ops, ops.rows(stream, step.outputs()), ops.rows(mixed, step.outputs()));
  }

  private static boolean wantsAll(Step step) {
    int[] outputs = step.outputs();
    return outputs.length == step.rows()
        && IntStream.range(0, outputs.length).allMatch(row -> outputs[row] == row);
  }

  private Value mix(Ops ops, Value stream, Step step) {
    return attention.mix(ops, before(ops, attentionNorm, stream), step);
  }

  private Value finish(Ops ops, Value stream, Value mixed) {
    Value attended = ops.add(stream, attention.project(ops, mixed));
    Value x = after(ops, attentionNorm, attended);
    Value transformed = feedForward.forward(ops, before(ops, feedForwardNorm, x));
    return after(ops, feedForwardNorm, ops.add(x, transformed));
  }

  private Value before(Ops ops, Norm norm, Value x) {
    return placement.before(ops, norm, x);
  }

  private Value after(Ops ops, Norm norm, Value x) {
    return placement.after(ops, norm, x);
  }
}
