package io.millrace.tokenizer;

/**
 * The tokens of one text or of two, as a model reads them; all arrays have one entry a token and
 * are the caller's.
 *
 * @param ids the tokens
 * @param typeIds which part of the input each belongs to, as the model file numbers them
 * @param sequences 0 for tokens of the first text, 1 for the second, -1 for those put around them
 * @param starts where each token begins in its text, as a position in the {@link String}; 0 for
 *     tokens put around
 * @param ends where each token ends in its text; 0 for tokens put around
 */
public record Encoding(int[] ids, int[] typeIds, int[] sequences, int[] starts, int[] ends) {

  /** Number of tokens. */
  public int size() {
    return ids.length;
  }

  /** Whether token {@code index} was put around the texts and stands for no part of them. */
  public boolean isFrame(int index) {
    return sequences[index] < 0;
  }
}
