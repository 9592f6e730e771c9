package io.millrace.tokenizer;

import io.millrace.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a model file does to the tokens of its texts at the end: it trims their places and puts
 * tokens around them.
 *
 * @param trim how places lose the blanks at their ends
 * @param single the frame of one text
 * @param pair the frame of two texts
 */
record Framing(Trim trim, List<FramePiece> single, List<FramePiece> pair) {

  /** How places lose the blanks at their ends. */
  enum Trim {
    NOT,
    /** All blanks go. */
    ALL,
    /** But a single one at the beginning of a text was put there by the tokenizer and stays. */
    PREFIXED
  }

  /** The texts alone, numbered 0 and 1. */
  static Framing plain(Trim trim) {
    List<FramePiece> pair = List.of(FramePiece.text(0, 0), FramePiece.text(1, 1));
    return new Framing(trim, List.of(FramePiece.text(0, 0)), pair);
  }

  /**
   * A frame written as its pieces with a space between: {@code A} and {@code B} are the texts.
   *
   * @throws JsonException if the vocabulary lacks one of the tokens
   */
  static Framing of(Vocabulary vocabulary, String single, String pair) {
    return new Framing(Trim.NOT, pieces(vocabulary, single), pieces(vocabulary, pair));
  }

  private static List<FramePiece> pieces(Vocabulary vocabulary, String frame) {
    List<FramePiece> pieces = new ArrayList<>();
    for (String name : frame.split(" ", -1)) {
      switch (name) {
        case "A" -> pieces.add(FramePiece.text(0, 0));
        case "B" -> pieces.add(FramePiece.text(1, 0));
        default -> pieces.add(FramePiece.token(token(vocabulary, name), 0));
      }
    }
    return List.copyOf(pieces);
  }

  private static int token(Vocabulary vocabulary, String name) {
    return vocabulary
        .id(name)
        .orElseThrow(
            () ->
                new JsonException(
                    "vocabulary: found no \"" + name + "\", expected it to be put around texts"));
  }

  List<FramePiece> frame(int texts) {
    return texts == 1 ? single : pair;
  }

  /** Tokens put around one text or two. */
  static int around(List<FramePiece> frame) {
    return frame.stream().mapToInt(piece -> piece.tokens().length).sum();
  }

  /** The token that a text begins with, if one is put there. */
  OptionalInt first() {
    int[] tokens = single.isEmpty() ? new int[0] : single.get(0).tokens();
    return tokens.length > 0 ? OptionalInt.of(tokens[0]) : OptionalInt.empty();
  }

  /** Whether a text ends with this token. */
  boolean endsWith(int token) {
    int[] tokens = single.isEmpty() ? new int[0] : single.get(single.size() - 1).tokens();
    return tokens.length > 0 && tokens[tokens.length - 1] == token;
  }
}
