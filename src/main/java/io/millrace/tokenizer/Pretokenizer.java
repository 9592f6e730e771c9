package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text into the words that byte-level BPE merges one by one. */
final class Pretokenizer {

  private final SplitRule rule;

  Pretokenizer(SplitRule rule) {
    this.rule = rule;
  }

  /**
   * Splits {@code utf8[from, to)}, which begins and ends between characters.
   *
   * @return where each word ends, as a position in {@code utf8}; the last one is {@code to}
   */
  int[] split(byte[] utf8, int from, int to) {
    boolean ascii = isAscii(utf8, from, to);
    String folded = ascii ? new String(utf8, from, to - from, ISO_8859_1) : fold(utf8, from, to);
    int[] positions = split(folded);
    toBytes(positions, utf8, from, ascii);
    return rule.numbers() ? NumberRuns.split(utf8, from, positions) : positions;
  }

  /** Splits a text folded into the alphabet of the rule; returns where each word ends in it. */
  int[] split(String folded) {
    TokenBuffer ends = new TokenBuffer(folded.length() / 4);
    ends.add(folded.length());
    for (Pattern stage : rule.stages()) {
      ends = split(folded, stage, ends);
    }
    return ends.toArray();
  }

  private static boolean isAscii(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      if (utf8[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private String fold(byte[] utf8, int from, int to) {
    char[] folded = new char[to - from];
    int count = 0;
    for (int i = from; i < to; i += Utf8.length(utf8[i])) {
      byte b = utf8[i];
      folded[count++] = b >= 0 ? (char) b : rule.alphabet().fold(Utf8.codePoint(utf8, i, to));
    }
    return new String(folded, 0, count);
  }

  /** Splits each piece into the matches of a stage and what lies between them. */
  private static TokenBuffer split(String folded, Pattern stage, TokenBuffer pieces) {
    TokenBuffer ends = new TokenBuffer(Math.max(pieces.size(), folded.length() / 4));
    Matcher matcher = stage.matcher(folded);
    int start = 0;
    for (int i = 0; i < pieces.size(); i++) {
      int end = pieces.get(i);
      matcher.region(start, end);
      int last = start;
      while (last < end && matcher.find()) {
        if (matcher.start() > last) {
          ends.add(matcher.start());
        }
        last = matcher.end();
        ends.add(last);
      }
      if (last < end) {
        ends.add(end);
      }
      start = end;
    }
    return ends;
  }

  /** Turns ascending positions in the folded text into positions in {@code utf8}. */
  private static void toBytes(int[] positions, byte[] utf8, int from, boolean ascii) {
    int at = from;
    int character = 0;
    for (int i = 0; i < positions.length; i++) {
      if (ascii) {
        positions[i] += from;
        continue;
      }
      while (character < positions[i]) {
        at += Utf8.length(utf8[at]);
        character++;
      }
      positions[i] = at;
    }
  }
}
