package io.millrace.tokenizer;

import java.util.List;

/** Puts the tokens of the texts into their frame. */
final class EncodingBuilder {

  private static final int SPACE_PIECE = 0x120; // how byte-level vocabularies write a space

  private final Framing.Trim trim;
  private final Vocabulary vocabulary;
  private final TokenBuffer ids = new TokenBuffer(64);
  private final TokenBuffer typeIds = new TokenBuffer(64);
  private final TokenBuffer sequences = new TokenBuffer(64);
  private final TokenBuffer starts = new TokenBuffer(64);
  private final TokenBuffer ends = new TokenBuffer(64);

  EncodingBuilder(Framing.Trim trim, Vocabulary vocabulary) {
    this.trim = trim;
    this.vocabulary = vocabulary;
  }

  /** Adds the pieces of a frame, the texts cut to {@code lengths} tokens. */
  Encoding build(
      List<FramePiece> frame, List<TokenSpans> texts, int[] lengths, Truncation.Side side) {
    for (FramePiece piece : frame) {
      if (piece.sequence() >= 0) {
        TokenSpans text = texts.get(piece.sequence());
        int length = lengths[piece.sequence()];
        int from = side == Truncation.Side.LEFT ? text.size() - length : 0;
        for (int i = from; i < from + length; i++) {
          addText(piece, text, i, i == from);
        }
      }
      for (int token : piece.tokens()) {
        add(token, piece);
        place(0, 0);
      }
    }
    return new Encoding(
        ids.toArray(), typeIds.toArray(), sequences.toArray(), starts.toArray(), ends.toArray());
  }

  private void add(int id, FramePiece piece) {
    ids.add(id);
    typeIds.add(piece.typeId());
    sequences.add(piece.sequence());
  }

  private void place(int start, int end) {
    starts.add(start);
    ends.add(end);
  }

  private void addText(FramePiece piece, TokenSpans text, int index, boolean first) {
    add(text.id(index), piece);
    int start = text.start(index);
    int end = text.end(index);
    if (trim == Framing.Trim.NOT) {
      place(start, end);
      return;
    }
    int blanks = text.blanks(index) >= 0 ? text.blanks(index) : blanks(text.id(index));
    int leading = blanks >>> 16;
    int trailing = blanks & 0xFFFF;
    boolean prefix = trim == Framing.Trim.PREFIXED && leading == 1 && (first || start == 0);
    int trimmed = prefix ? start : text.startBehind(index, leading);
    if (trailing == TokenSpans.ALL_BLANK) {
      place(trimmed, trimmed);
      return;
    }
    boolean shorter = trailing > 0 && end >= trailing;
    place(trimmed, shorter ? Math.max(end - trailing, trimmed) : end);
  }

  private int blanks(int id) {
    PackedStrings pieces = vocabulary.pieces();
    int leading = 0;
    int last = 0;
    int count = 0;
    for (int at = pieces.start(id); at < pieces.end(id); count++) {
      int codePoint = Utf8.codePoint(pieces.array(), at, pieces.end(id));
      boolean blank = codePoint == SPACE_PIECE || CodePointSet.SPACE.contains(codePoint);
      leading += blank && leading == count ? 1 : 0;
      last = blank ? last + 1 : 0;
      at += Utf8.length(pieces.array()[at]);
    }
    return TokenSpans.packed(leading, leading == count ? TokenSpans.ALL_BLANK : last);
  }
}
