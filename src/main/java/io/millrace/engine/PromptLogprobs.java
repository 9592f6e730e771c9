package io.millrace.engine;

/** Whether the log-probabilities of a prompt's own tokens are wanted. */
public enum PromptLogprobs {
  /** They are not computed. */
  NONE,
  /** Those of every prompt token but the first, which nothing precedes. */
  ALL
}
