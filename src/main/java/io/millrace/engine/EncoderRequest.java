package io.millrace.engine;

/**
 * A text to be encoded, as tokens.
 *
 * @param id names it in messages
 * @param ids its tokens, at least one; not to be changed
 * @param types the part of the text that each belongs to
 * @param without how many of the first tokens the readout leaves out; fewer than all
 * @param deadline when it fails, if it was not encoded before
 */
public record EncoderRequest(String id, int[] ids, int[] types, int without, Deadline deadline) {

  /** A text that may take as long as it needs. */
  public EncoderRequest(String id, int[] ids, int[] types, int without) {
    this(id, ids, types, without, Deadline.NEVER);
  }

  /** The same with another deadline. */
  public EncoderRequest by(Deadline deadline) {
    return new EncoderRequest(id, ids, types, without, deadline);
  }

  /**
   * @throws IllegalArgumentException if there is no token, types are more or fewer, or none is left
   */
  public EncoderRequest {
    if (ids.length == 0 || types.length != ids.length) {
      throw new IllegalArgumentException(
          "%s: %d tokens and %d types, expected 1 and as many"
              .formatted(id, ids.length, types.length));
    }
    if (without < 0 || without >= ids.length) {
      throw new IllegalArgumentException(
          "%s: %d tokens are left out, expected fewer than %d".formatted(id, without, ids.length));
    }
  }
}
