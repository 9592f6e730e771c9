package io.millrace.model;

/** Where a block normalizes. Xiong et al., arXiv:2002.04745. */
public enum NormPlacement {
  /** What its parts read: {@code x + part(norm(x))}. */
  BEFORE,
  /** What its parts have added to: {@code norm(x + part(x))}. */
  AFTER;

  /** What a part reads of the residual stream. */
  Value before(Ops ops, Norm norm, Value x) {
    return this == BEFORE ? norm.forward(ops, x) : x;
  }

  /** What becomes of the residual stream behind a part. */
  Value after(Ops ops, Norm norm, Value x) {
    return this == AFTER ? norm.forward(ops, x) : x;
  }
}
