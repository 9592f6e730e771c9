package io.millrace.tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * BPE as tokenizer files describe it: the characters of a word, joined by ranked merges.
 *
 * <p>A character that is no piece becomes the tokens of its bytes, the unknown token or nothing, as
 * the file says. Byte-level vocabularies get their words with the bytes written as characters. What
 * short words become is kept for the next time: each token, and where it begins and ends in them.
 */
final class MergedPieces implements PieceModel {

  private static final byte[] NO_TEXT = {};

  private final CodePointTrie pieces;
  private final MergeTable merges;
  private final Settings settings;
  private final ByteTokens bytes;
  private final int afterPrefix;
  private final SegmentCache cache = new SegmentCache();

  /**
   * What a file says besides vocabulary and merges.
   *
   * @param unknown stands for characters that are no piece; empty to drop them
   * @param unknowns how neighbouring unknown characters are treated
   * @param fallback what becomes of characters that are no piece
   * @param prefix what pieces inside a word begin with, usually nothing
   * @param suffix what pieces at the end of a word end with, usually nothing
   */
  record Settings(
      OptionalInt unknown,
      Unknowns unknowns,
      Unigram.Fallback fallback,
      String prefix,
      String suffix) {}

  /** Whether neighbouring unknown characters are one token. */
  enum Unknowns {
    APART,
    FUSED
  }

  MergedPieces(CodePointTrie pieces, MergeTable merges, Settings settings) {
    this.pieces = pieces;
    this.merges = merges;
    this.settings = settings;
    this.bytes = new ByteTokens(pieces);
    this.afterPrefix = pieces.walk(0, settings.prefix);
  }

  @Override
  public Pass begin() {
    return new Word();
  }

  /** The symbols of the word under way. */
  private final class Word implements Pass, PairMerger.Sink {

    private final PairMerger merger = new PairMerger(merges);
    private final TokenBuffer nowhere = new TokenBuffer(0); // tokens go into spans
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;
    private int unknownFrom;
    private int unknownTo; // empty where no unknown character is pending
    private AlignedText word = AlignedText.of("");
    private TokenSpans spans = new TokenSpans("");
    private final byte[] key = new byte[SegmentCache.LONGEST];
    private final TokenBuffer places = new TokenBuffer(0);
    private boolean kept;

    @Override
    public void encode(AlignedText text, TokenSpans out) {
      int length = spell(text);
      int[] known = length > 0 ? cache.find(key, 0, length) : new int[0];
      for (int i = 0; i < known.length; i += 3) {
        out.add(known[i], text, known[i + 1], known[i + 2]);
      }
      if (known.length == 0) {
        kept = length > 0;
        places.clear();
        encodeAnew(text, out);
        if (kept) {
          cache.keep(key, 0, length, places.toArray());
        }
      }
    }

    /** Writes the key of a word and returns its length in bytes, 0 if it is too long to be kept. */
    private int spell(AlignedText text) {
      int length = 0;
      for (int i = 0; i < text.length(); i++) {
        if (length + Utf8.encodedLength(text.at(i)) > key.length) {
          return 0;
        }
        length = Utf8.write(text.at(i), key, length);
      }
      return length;
    }

    private void encodeAnew(AlignedText text, TokenSpans out) {
      word = text;
      spans = out;
      count = 0;
      unknownTo = 0;
      unknownFrom = 0;
      merger.begin(NO_TEXT);
      for (int i = 0; i < text.length(); i++) {
        int token = symbol(text, i);
        if (token >= 0) {
          flushUnknown();
          add(token, i, i + 1);
        } else {
          addSpelled(text, i);
        }
      }
      flushUnknown();
      merger.merge(count);
      merger.drain(this, nowhere);
    }

    private int symbol(AlignedText text, int i) {
      int node = i == 0 ? 0 : afterPrefix;
      node = node == CodePointTrie.NONE ? node : pieces.child(node, text.at(i));
      boolean last = i == text.length() - 1;
      return pieces.value(last ? pieces.walk(node, settings.suffix) : node);
    }

    private void addSpelled(AlignedText text, int i) {
      boolean fallback = settings.fallback == Unigram.Fallback.BYTES;
      int[] tokens = fallback ? bytes.of(text, i, i + 1) : new int[0];
      if (tokens.length > 0) {
        for (int token : tokens) {
          add(token, i, i + 1);
        }
      } else if (settings.unknown.isPresent()) {
        if (settings.unknowns == Unknowns.APART || unknownTo == 0) {
          flushUnknown();
          unknownFrom = i;
        }
        unknownTo = i + 1;
      }
    }

    private void flushUnknown() {
      if (unknownTo > 0) {
        add(settings.unknown.getAsInt(), unknownFrom, unknownTo);
        unknownTo = 0;
      }
    }

    private void add(int token, int start, int end) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, Math.addExact(count, count));
        ends = Arrays.copyOf(ends, starts.length);
      }
      starts[count] = start;
      ends[count] = end;
      merger.add(count++, token);
    }

    @Override
    public void take(byte[] none, int from, int to, int token, TokenBuffer unused) {
      spans.add(token, word, starts[from], ends[to - 1]);
      if (kept) {
        places.add(token);
        places.add(starts[from]);
        places.add(ends[to - 1]);
      }
    }
  }

  /** The same, but a word that is a piece as a whole is taken as it is. */
  PieceModel wholeWordsFirst() {
    return () -> {
      Pass merged = begin();
      return (word, out) -> {
        int token = pieces.get(word);
        if (token >= 0) {
          out.add(token, word, 0, word.length());
        } else {
          merged.encode(word, out);
        }
      };
    };
  }
}
