package io.millrace.model;

import io.millrace.kernel.Activation;

/** What each row goes through on its own. */
public sealed interface FeedForward {

  /** Maps {@code [n, d]} to {@code [n, d]}. */
  Value forward(Ops ops, Value x);

  /**
   * {@code down(f(gate(x)) * up(x))}. Shazeer, "GLU variants improve transformer",
   * arXiv:2002.05202.
   */
  record Gated(Activation f, Linear gate, Linear up, Linear down) implements FeedForward {
    @Override
    public Value forward(Ops ops, Value x) {
      return down.forward(ops, ops.gatedLinear(f, x, gate, up));
    }
  }

  /** {@code down(f(up(x)))}. */
  record Plain(Activation f, Linear up, Linear down) implements FeedForward {
    @Override
    public Value forward(Ops ops, Value x) {
      return down.forward(ops, ops.activate(f, up.forward(ops, x)));
    }
  }
}
