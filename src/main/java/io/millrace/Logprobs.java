package io.millrace;

import io.millrace.decoding.Candidate;
import io.millrace.engine.TokenScore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Collects what is known about the tokens of an answer. */
final class Logprobs {

  private final TokenText text;
  private final List<TokenLogprob> list = new ArrayList<>();
  private int[] promptOffsets = {};

  Logprobs(TokenText text) {
    this.text = text;
  }

  /** Adds the first token of an echoed prompt, which nothing precedes. */
  void promptStarts(int[] prompt, int[] offsets) {
    promptOffsets = offsets;
    int token = prompt[0];
    list.add(
        new TokenLogprob(
            token, text.text(token), text.bytes(token), OptionalDouble.empty(), 0, List.of()));
  }

  /** Adds the other tokens of an echoed prompt. */
  void promptFollows(List<TokenScore> scores) {
    for (int i = 0; i < scores.size(); i++) {
      add(scores.get(i), promptOffsets[i + 1]);
    }
  }

  /** Adds a token that starts at {@code offset} of the text. */
  void add(TokenScore score, int offset) {
    int token = score.token();
    list.add(
        new TokenLogprob(
            token,
            text.text(token),
            text.bytes(token),
            OptionalDouble.of(score.logprob()),
            offset,
            alternatives(score)));
  }

  private List<TokenLogprob.Alternative> alternatives(TokenScore score) {
    List<TokenLogprob.Alternative> top = new ArrayList<>();
    boolean listed = false;
    for (Candidate candidate : score.top()) {
      listed |= candidate.token() == score.token();
      top.add(alternative(candidate.token(), candidate.logprob()));
    }
    if (!listed) {
      top.add(alternative(score.token(), score.logprob()));
    }
    return top;
  }

  private TokenLogprob.Alternative alternative(int token, float logprob) {
    return new TokenLogprob.Alternative(token, text.text(token), text.bytes(token), logprob);
  }

  /** Drops the tokens that start at or behind the end of the text. */
  void cutAt(int length) {
    list.removeIf(entry -> entry.offset() >= length);
  }

  List<TokenLogprob> list() {
    return list;
  }
}
