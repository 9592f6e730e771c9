package io.millrace.tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Unigram: of all ways to cut a text into pieces the one whose scores have the largest sum.
 *
 * <p>One pass from left to right keeps for each position the best way to reach it (Viterbi); the
 * pieces that begin at a position are found in one walk through a trie. A character that is no
 * piece costs 10 more than the worst piece; neighbouring ones are one unknown token, or their bytes
 * where the vocabulary has tokens for bytes. Of equal sums the one found first counts. Reference:
 * T. Kudo, Subword Regularization (2018).
 */
final class Unigram implements PieceModel {

  private static final double UNKNOWN_PENALTY = 10;

  private final CodePointTrie pieces;
  private final double[] scores;
  private final OptionalInt unknown;
  private final Fallback fallback;
  private final Precision precision;
  private final ByteTokens bytes;
  private final double unknownScore;

  /** What becomes of characters that are no piece. */
  enum Fallback {
    UNKNOWN,
    BYTES
  }

  /** How sums of scores are rounded. */
  enum Precision {
    /** As the {@code tokenizers} library does. */
    DOUBLE,
    /** As SentencePiece does. */
    FLOAT
  }

  /**
   * Makes the model.
   *
   * @param pieces spelling to id, of the pieces that a text may be cut into and of byte tokens
   * @param scores of each id
   * @param lowest the lowest score that counts for the unknown penalty
   */
  Unigram(
      CodePointTrie pieces, double[] scores, double lowest, OptionalInt unknown, Choice choice) {
    this.pieces = pieces;
    this.scores = scores;
    this.unknown = unknown;
    this.fallback = choice.fallback;
    this.precision = choice.precision;
    this.bytes = choice.bytes;
    this.unknownScore =
        precision == Precision.FLOAT
            ? (float) lowest - (float) UNKNOWN_PENALTY
            : lowest - UNKNOWN_PENALTY;
  }

  /**
   * How the model treats what it does not know.
   *
   * @param bytes the byte tokens; looked at only with {@link Fallback#BYTES}
   */
  record Choice(Fallback fallback, Precision precision, ByteTokens bytes) {}

  @Override
  public Pass begin() {
    return new Lattice();
  }

  /** The best ways so far to reach each position of a text. */
  private final class Lattice implements Pass {

    private double[] best = new double[64];
    private int[] from = new int[64]; // where the last piece begins; -1 where nothing ends
    private int[] id = new int[64]; // the last piece, -1 for unknown
    private int[] path = new int[64];

    @Override
    public void encode(AlignedText text, TokenSpans out) {
      int n = text.length();
      begin(n);
      for (int i = 0; i < n; i++) {
        boolean single = false;
        int node = pieces.child(0, text.at(i));
        for (int end = i + 1; node != CodePointTrie.NONE; end++) {
          int piece = pieces.value(node);
          if (piece >= 0) {
            reach(end, i, isUnknown(piece) ? -1 : piece, scores[piece]);
            single |= end == i + 1;
          }
          node = end < n ? pieces.child(node, text.at(end)) : CodePointTrie.NONE;
        }
        if (!single) {
          reach(i + 1, i, -1, unknownScore);
        }
      }
      drain(text, out);
    }

    private void begin(int n) {
      if (n >= best.length) {
        int capacity = Math.max(n + 1, (int) Math.min(2L * best.length, Integer.MAX_VALUE - 8));
        best = new double[capacity];
        from = new int[capacity];
        id = new int[capacity];
        path = new int[capacity];
      }
      Arrays.fill(from, 0, n + 1, -1);
      best[0] = 0;
    }

    private void reach(int end, int start, int piece, double score) {
      double exact = score + best[start];
      double sum = precision == Precision.FLOAT ? (float) exact : exact;
      if (from[end] < 0 || sum > best[end]) {
        best[end] = sum;
        from[end] = start;
        id[end] = piece;
      }
    }

    private void drain(AlignedText text, TokenSpans out) {
      int count = 0;
      for (int end = text.length(); end > 0; end = from[end]) {
        path[count++] = end;
      }
      int start = 0;
      for (int i = count - 1; i >= 0; i--) {
        boolean fused = id[path[i]] < 0 && i > 0 && id[path[i - 1]] < 0;
        if (fused) {
          continue; // neighbouring unknown characters are one token
        }
        int end = path[i];
        if (id[end] >= 0) {
          out.add(id[end], text, start, end);
        } else {
          addUnknown(text, start, end, out);
        }
        start = end;
      }
    }
  }

  /** The piece that is the unknown token, where a text spells it out. */
  private boolean isUnknown(int piece) {
    return unknown.isPresent() && unknown.getAsInt() == piece;
  }

  private void addUnknown(AlignedText text, int start, int end, TokenSpans out) {
    boolean spelled = isUnknown(pieces.get(text.slice(start, end).toString()));
    int[] tokens = fallback == Fallback.BYTES && !spelled ? bytes.of(text, start, end) : new int[0];
    for (int token : tokens) {
      out.add(token, text, start, end);
    }
    if (tokens.length == 0) {
      out.add(unknownToken(text, start, end), text, start, end);
    }
  }

  private int unknownToken(AlignedText text, int start, int end) {
    return unknown.orElseThrow(
        () ->
            new IllegalArgumentException(
                "encode: the vocabulary has no piece for \"%s\" and no unknown token"
                    .formatted(text.slice(start, end))));
  }
}
