package io.millrace.tokenizer;

/**
 * A piece of a frame: one of the texts, or tokens put around them.
 *
 * @param sequence 0 for the first text, 1 for the second, -1 for tokens
 * @param tokens the tokens, empty for a text
 * @param typeId the number of the part of the input
 */
record FramePiece(int sequence, int[] tokens, int typeId) {

  static FramePiece text(int sequence, int typeId) {
    return new FramePiece(sequence, new int[0], typeId);
  }

  static FramePiece token(int token, int typeId) {
    return new FramePiece(-1, new int[] {token}, typeId);
  }
}
