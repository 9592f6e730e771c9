package io.millrace.load;

/** What becomes of the raw scores of a head. */
public enum OutputFunction {
  IDENTITY,
  SIGMOID,
  SOFTMAX
}
