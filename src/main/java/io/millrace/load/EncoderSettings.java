package io.millrace.load;

/**
 * How an encoder's files say that it is to be used.
 *
 * @param texts what happens to a text before the model reads it
 * @param labels what it gives, if it gives labels
 * @param lengths whether its vectors have length 1
 * @param elements of a vector at most, the others are left out; {@link #ALL} for no limit
 */
public record EncoderSettings(
    TextSettings texts, LabelSettings labels, Lengths lengths, int elements) {

  /** No limit of elements. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Whether vectors have length 1. */
  public enum Lengths {
    AS_COMPUTED,
    ONE
  }
}
