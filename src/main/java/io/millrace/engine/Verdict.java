package io.millrace.engine;

/** A listener's word on whether its sequence goes on. */
public enum Verdict {
  CONTINUE,
  /** The sequence ends with the token just shown. */
  STOP
}
