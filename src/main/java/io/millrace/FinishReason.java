package io.millrace;

/** Why a continuation ended. */
public enum FinishReason {
  /** The model ended it, or a stop string did. */
  STOP,
  /** It reached {@code max_tokens}. */
  LENGTH
}
