package io.millrace.model;

/** Where a block normalizes. Xiong et al., arXiv:2002.04745. */
public enum NormPlacement {
  /** What its parts read: {@code x + part(norm(x))}. */
  BEFORE,
  /** What its parts have added to: {@code norm(x + part(x))}. */
  AFTER
}
