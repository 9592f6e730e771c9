package io.millrace.tokenizer;

import java.util.EnumSet;
import java.util.Set;

/**
 * Byte-level BPE, the {@code gpt2} algorithm: the text is split into words by the rule of the file,
 * then the bytes of each word are merged by rank.
 *
 * <p>The steps: user-defined tokens, and control tokens if asked, are cut out, the longest at each
 * place; each text between them is split by the {@link Pretokenizer}; a word that is a token as a
 * whole is taken as it is where the rule says so; else its bytes are merged. Reference: A. Radford
 * et al., Language Models are Unsupervised Multitask Learners (2019).
 */
final class BytePair implements Encoder, PairMerger.Sink {

  private final Vocabulary vocabulary;
  private final SpecialIds ids;
  private final Pretokenizer pretokenizer;
  private final boolean wholeWords;
  private final MergeTable merges;
  private final ByteStringIndex words;
  private final int[] byteTokens = new int[256];
  private final TokenMatcher userDefined;
  private final TokenMatcher allSpecial;
  private final SegmentCache cache = new SegmentCache();

  BytePair(TokenizerSpec spec, TokenBytes bytes) {
    vocabulary = spec.vocabulary();
    ids = spec.ids();
    SplitRule rule = SplitRules.named(spec.pre());
    pretokenizer = new Pretokenizer(rule);
    wholeWords = rule.wholeWords();
    merges = new MergeTable(spec.merges(), vocabulary);
    words = new ByteStringIndex(bytes.all(), id -> vocabulary.kind(id) == TokenKind.NORMAL);
    Set<TokenKind> special =
        EnumSet.of(TokenKind.USER_DEFINED, TokenKind.CONTROL, TokenKind.UNKNOWN);
    userDefined =
        TokenMatcher.of(vocabulary, vocabulary.pieces(), EnumSet.of(TokenKind.USER_DEFINED));
    allSpecial = TokenMatcher.of(vocabulary, vocabulary.pieces(), special);
    findByteTokens();
  }

  private void findByteTokens() {
    byte[] one = new byte[1];
    for (int b = 0; b < 256; b++) {
      one[0] = (byte) b;
      byteTokens[b] = words.find(one, 0, 1);
    }
  }

  @Override
  public void encode(byte[] utf8, SpecialTokens special, TokenBuffer out) {
    TokenMatcher matcher = special == SpecialTokens.PARSE ? allSpecial : userDefined;
    PairMerger merger = new PairMerger(merges);
    int from = 0;
    int at = 0;
    while (at < utf8.length) {
      int token = matcher.mayStart(utf8[at]) ? matcher.longest(utf8, at, utf8.length) : -1;
      if (token < 0) {
        at++;
        continue;
      }
      encodeText(utf8, from, at, merger, out);
      out.add(token);
      at += vocabulary.pieces().length(token);
      from = at;
    }
    encodeText(utf8, from, at, merger, out);
  }

  private void encodeText(byte[] utf8, int from, int to, PairMerger merger, TokenBuffer out) {
    if (from == to) {
      return;
    }
    int[] ends = pretokenizer.split(utf8, from, to);
    int start = from;
    for (int end : ends) {
      encodeWord(utf8, start, end, merger, out);
      start = end;
    }
  }

  private void encodeWord(byte[] utf8, int from, int to, PairMerger merger, TokenBuffer out) {
    boolean cached = to - from <= SegmentCache.LONGEST;
    int[] known = cached ? cache.find(utf8, from, to) : new int[0];
    if (known.length > 0) {
      out.addAll(known);
      return;
    }
    int before = out.size();
    int whole = wholeWords ? words.find(utf8, from, to) : -1;
    if (whole >= 0) {
      out.add(whole);
    } else {
      mergeWord(utf8, from, to, merger, out);
    }
    if (cached) {
      cache.keep(utf8, from, to, out.tail(before));
    }
  }

  private void mergeWord(byte[] utf8, int from, int to, PairMerger merger, TokenBuffer out) {
    merger.begin(utf8);
    for (int i = from; i < to; i++) {
      merger.add(i, byteTokens[utf8[i] & 0xFF]);
    }
    merger.merge(to);
    merger.drain(this, out);
  }

  @Override
  public void take(byte[] text, int from, int to, int token, TokenBuffer out) {
    if (token >= 0) {
      out.add(token);
      return;
    }
    out.add(
        ids.unknown()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "encode: the vocabulary has no token for byte 0x%02X and no unknown token"
                            .formatted(text[from]))));
  }
}
