package io.millrace.model;

/** How the hidden states of a text become one vector; numerics.md 7. */
public enum PoolingMode {
  /** The first one. */
  FIRST,
  /** The largest value of each element. */
  MAX,
  /** Their mean. */
  MEAN,
  /** Their sum, divided by the root of their number. */
  MEAN_ROOT,
  /** Their mean, the first one weighing 1, the second one 2, and so on. */
  WEIGHTED_MEAN,
  /** The last one. */
  LAST
}
