package io.millrace.tokenizer;

import io.millrace.tokenizer.AddedToken.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts the added tokens out of a text: first those that are looked for in the text as given, then,
 * in each part between them, normalized by itself, the others. At each place the longest counts.
 */
final class AddedTokens {

  /** A part of a text: an added token, or, with token -1, ordinary text. */
  record Part(AlignedText text, int token) {}

  private static final int TEXT = -1;

  private final List<AddedToken> tokens;
  private final TextNormalizer normalizer;
  private final CodePointTrie raw = new CodePointTrie();
  private final CodePointTrie normalized = new CodePointTrie();
  private final Map<Integer, String> spellings = new HashMap<>();

  AddedTokens(List<AddedToken> tokens, TextNormalizer normalizer) {
    this.tokens = List.copyOf(tokens);
    this.normalizer = normalizer;
    for (int i = 0; i < tokens.size(); i++) {
      AddedToken token = tokens.get(i);
      if (token.is(Trait.NORMALIZED)) {
        AlignedText content = normalizer.normalize(AlignedText.of(token.content()));
        if (content.length() > 0) {
          normalized.put(content.toString(), i);
          spellings.put(token.id(), content.toString());
        }
      } else {
        raw.put(token.content(), i);
      }
    }
  }

  /**
   * How a token is spelled in a normalized text: not as the file has it if it is normalized too.
   */
  String spelling(int token, String piece) {
    return spellings.getOrDefault(token, piece);
  }

  /** These tokens, but one is spelled {@code piece} when it is decoded. */
  AddedTokens withSpelling(int token, String piece) {
    AddedTokens copy = new AddedTokens(tokens, normalizer);
    copy.spellings.put(token, piece);
    return copy;
  }

  /** These tokens, with another step before the normalizer. */
  AddedTokens after(TextNormalizer first) {
    AddedTokens copy = new AddedTokens(tokens, TextNormalizer.sequence(List.of(first, normalizer)));
    spellings.forEach(copy.spellings::putIfAbsent);
    return copy;
  }

  /** The parts of a text in order, normalized, none empty. */
  List<Part> parts(AlignedText text, SpecialTokens special) {
    List<Part> given = new ArrayList<>();
    split(text, raw, special, given);
    List<Part> parts = new ArrayList<>();
    for (Part part : given) {
      if (part.token == TEXT) {
        split(normalizer.normalize(part.text), normalized, special, parts);
      } else {
        parts.add(part);
      }
    }
    return parts;
  }

  private void split(AlignedText text, CodePointTrie trie, SpecialTokens special, List<Part> out) {
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      long match = longest(trie, text, at);
      if (match < 0) {
        at++;
        continue;
      }
      AddedToken token = tokens.get((int) match);
      int end = (int) (match >>> 32);
      if (refused(token, special) || insideWord(token, text, at, end)) {
        at = end;
        continue;
      }
      int start = token.is(Trait.STRIPS_LEFT) ? Math.max(from, blanksBefore(text, at)) : at;
      at = token.is(Trait.STRIPS_RIGHT) ? blanksAfter(text, end) : end;
      addText(text, from, start, out);
      out.add(new Part(text.slice(start, at), token.id()));
      from = at;
    }
    addText(text, from, text.length(), out);
  }

  private static void addText(AlignedText text, int from, int to, List<Part> out) {
    if (from == 0 && to == text.length() && to > 0) {
      out.add(new Part(text, TEXT));
    } else if (from < to) {
      out.add(new Part(text.slice(from, to), TEXT));
    }
  }

  /** Where the longest token at a place ends, in the high half, and its number; -1 for none. */
  private static long longest(CodePointTrie trie, AlignedText text, int from) {
    long found = -1;
    int node = 0;
    for (int i = from; i < text.length(); i++) {
      node = trie.child(node, text.at(i));
      if (node == CodePointTrie.NONE) {
        break;
      }
      if (trie.value(node) >= 0) {
        found = (long) (i + 1) << 32 | trie.value(node);
      }
    }
    return found;
  }

  private static boolean refused(AddedToken token, SpecialTokens special) {
    return special == SpecialTokens.AS_TEXT && token.is(Trait.SPECIAL);
  }

  private static boolean insideWord(AddedToken token, AlignedText text, int start, int end) {
    if (!token.is(Trait.SINGLE_WORD)) {
      return false;
    }
    boolean before = start > 0 && CodePointSet.WORD.contains(text.at(start - 1));
    boolean after = end < text.length() && CodePointSet.WORD.contains(text.at(end));
    return before || after;
  }

  private static int blanksBefore(AlignedText text, int start) {
    int at = start;
    while (at > 0 && CodePointSet.SPACE.contains(text.at(at - 1))) {
      at--;
    }
    return at;
  }

  private static int blanksAfter(AlignedText text, int end) {
    int at = end;
    while (at < text.length() && CodePointSet.SPACE.contains(text.at(at))) {
      at++;
    }
    return at;
  }
}
