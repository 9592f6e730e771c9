package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Set;

/**
 * SentencePiece BPE, the {@code llama} algorithm: characters are merged, each time the neighbours
 * whose joined piece has the best score, the leftmost of equals; what is no piece becomes bytes.
 *
 * <p>The steps: control tokens are cut out if asked; each text between them gets its space prefix;
 * user-defined tokens are cut out, the longest at each place; the rest is cut at {@link Seams} and
 * merged segment by segment. Merges make normal and user-defined pieces only, so that ordinary text
 * never turns into a control token.
 *
 * <p>Files write a space as U+2581. Here pieces hold the space itself, and a literal U+2581 in a
 * text is one too, as SentencePiece has it: the one character that does not survive a round trip.
 * Reference: T. Kudo, J. Richardson, SentencePiece (2018).
 */
final class SentencePieceBpe implements Encoder, PairMerger.Joins, PairMerger.Sink {

  private final Vocabulary vocabulary;
  private final SpecialIds ids;
  private final SpaceRules spaces;
  private final TokenBytes bytes;
  private final ByteStringIndex pieces;
  private final int[] ranks;
  private final int[] byteTokens = new int[256];
  private final TokenMatcher control;
  private final TokenMatcher userDefined;
  private final Seams seams;
  private final SegmentCache cache = new SegmentCache();

  SentencePieceBpe(TokenizerSpec spec, TokenBytes bytes) {
    vocabulary = spec.vocabulary();
    ids = spec.ids();
    spaces = new SpaceRules(spec.rules());
    this.bytes = bytes;
    pieces = new ByteStringIndex(bytes.all(), this::isMergeable);
    ranks = ranks(vocabulary);
    seams = new Seams(bytes.all(), this::isMergeable);
    control =
        TokenMatcher.of(
            vocabulary, vocabulary.pieces(), Set.of(TokenKind.CONTROL, TokenKind.UNKNOWN));
    userDefined = TokenMatcher.of(vocabulary, bytes.all(), Set.of(TokenKind.USER_DEFINED));
    findByteTokens();
  }

  private boolean isMergeable(int id) {
    TokenKind kind = vocabulary.kind(id);
    return kind == TokenKind.NORMAL || kind == TokenKind.USER_DEFINED;
  }

  /** The score of each token turned over, as an int in the same order: best score, lowest rank. */
  private static int[] ranks(Vocabulary vocabulary) {
    int[] ranks = new int[vocabulary.size()];
    for (int id = 0; id < ranks.length; id++) {
      int bits = Float.floatToIntBits(vocabulary.score(id) + 0f); // -0 counts as 0
      ranks[id] = ~(bits ^ (bits >> 31 & 0x7FFFFFFF));
    }
    return ranks;
  }

  private void findByteTokens() {
    Arrays.fill(byteTokens, -1);
    for (int id = vocabulary.size() - 1; id >= 0; id--) {
      if (vocabulary.kind(id) == TokenKind.BYTE) {
        byteTokens[bytes.of(id)[0] & 0xFF] = id;
      }
    }
  }

  @Override
  public void encode(byte[] utf8, SpecialTokens special, TokenBuffer out) {
    PairMerger merger = new PairMerger(this);
    int from = 0;
    for (int i = 0; special == SpecialTokens.PARSE && i < utf8.length; i++) {
      int token = control.mayStart(utf8[i]) ? control.longest(utf8, i, utf8.length) : -1;
      if (token >= 0) {
        encodeText(utf8, from, i, merger, out);
        out.add(token);
        from = i + vocabulary.pieces().length(token);
        i = from - 1;
      }
    }
    encodeText(utf8, from, utf8.length, merger, out);
  }

  /** Encodes a text without control tokens, a whole one or one between two of them. */
  private void encodeText(byte[] utf8, int from, int to, PairMerger merger, TokenBuffer out) {
    byte[] text = spaces.prepare(utf8, from, to);
    int end = text == utf8 ? to : text.length;
    int at = text == utf8 ? from : 0;
    int segment = at;
    int left = -1;
    while (at < end) {
      int token = userDefined.mayStart(text[at]) ? userDefined.longest(text, at, end) : -1;
      if (token >= 0) {
        encodeSegment(text, segment, at, merger, out);
        out.add(token);
        at += bytes.length(token);
        segment = at;
        left = -1;
        continue;
      }
      int right = text[at] >= 0 ? text[at] : Utf8.codePoint(text, at, end);
      if (left >= 0 && !seams.joined(left, right)) {
        encodeSegment(text, segment, at, merger, out);
        segment = at;
      }
      left = right;
      at += Utf8.length(text[at]);
    }
    encodeSegment(text, segment, end, merger, out);
  }

  private void encodeSegment(byte[] text, int from, int to, PairMerger merger, TokenBuffer out) {
    if (from == to) {
      return;
    }
    boolean cached = to - from <= SegmentCache.LONGEST;
    int[] known = cached ? cache.find(text, from, to) : new int[0];
    if (known.length > 0) {
      out.addAll(known);
      return;
    }
    int before = out.size();
    merger.begin(text);
    for (int i = from; i < to; i += Utf8.length(text[i])) {
      merger.add(i, pieces.find(text, i, i + Utf8.length(text[i])));
    }
    merger.merge(to);
    merger.drain(this, out);
    if (cached) {
      cache.keep(text, from, to, out.tail(before));
    }
  }

  @Override
  public int find(byte[] text, int from, int to, int left, int right) {
    return pieces.find(text, from, to);
  }

  @Override
  public int rank(int join) {
    return ranks[join];
  }

  @Override
  public int token(int join) {
    return join;
  }

  @Override
  public void take(byte[] text, int from, int to, int token, TokenBuffer out) {
    if (token >= 0) {
      out.add(token);
      return;
    }
    for (int i = from; i < to; i++) {
      if (byteTokens[text[i] & 0xFF] < 0) {
        addUnknown(text, from, to, out);
        return;
      }
    }
    for (int i = from; i < to; i++) {
      out.add(byteTokens[text[i] & 0xFF]);
    }
  }

  private void addUnknown(byte[] text, int from, int to, TokenBuffer out) {
    out.add(
        ids.unknown()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "encode: the vocabulary has no token for \"%s\" and no unknown token"
                            .formatted(new String(text, from, to - from, UTF_8)))));
  }
}
