package io.millrace.decoding;

import io.millrace.tensor.Tensor;

/** What happens to the logits of a row before they are compared. */
interface LogitChange {

  /** Whether nothing happens. */
  boolean isEmpty();

  /** Whether any of these ids is looked at or changed. */
  boolean touches(Stripe stripe);

  /**
   * Changes the logits of a stripe in place.
   *
   * @param row F32, the logits of ids {@code start} and up
   */
  void apply(Tensor row, int start);
}
