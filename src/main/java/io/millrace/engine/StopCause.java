package io.millrace.engine;

/** Why a sequence ended well. */
public enum StopCause {
  /** It produced one of its end tokens. */
  END_TOKEN,
  /** It produced as many tokens as it was allowed. */
  LENGTH,
  /** Its listener said {@link Verdict#STOP}. */
  LISTENER
}
