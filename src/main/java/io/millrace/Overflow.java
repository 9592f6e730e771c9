package io.millrace;

/** What becomes of a text that is longer than a model or a request allows. */
public enum Overflow {
  /** Its end is cut off, as the model's own library does; of a pair the longer text gives way. */
  CUT,
  /** The request fails with a {@link RequestException}. */
  REFUSE
}
