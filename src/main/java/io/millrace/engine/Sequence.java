package io.millrace.engine;

import io.millrace.cache.BlockPool;
import io.millrace.cache.BlockTable;
import io.millrace.decoding.SequenceSampling;
import io.millrace.kernel.BlockLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request on its way: its tokens so far, how many of them are in the cache, and where. One
 * thread's.
 */
final class Sequence {

  private final TokenRequest request;
  private final TokenListener listener;
  private final SequenceSampling sampling;
  private final List<TokenScore> promptScores = new ArrayList<>();
  private int[] tokens;
  private int length;
  private int computed;
  private BlockTable blocks;
  private volatile boolean cancelled;

  Sequence(TokenRequest request, int choice, TokenListener listener) {
    this.request = request;
    this.listener = listener;
    this.tokens = request.prompt().clone();
    this.length = tokens.length;
    this.sampling =
        new SequenceSampling(
            request.sampling(),
            new SequenceSampling.RandomKey(request.seed(), choice),
            new SequenceSampling.EndRule(request.endTokens(), request.minTokens()),
            tokens);
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  TokenRequest request() {
    return request;
  }

  TokenListener listener() {
    return listener;
  }

  SequenceSampling sampling() {
    return sampling;
  }

  /** Scores of the prompt's tokens found so far, from its second token on. */
  List<TokenScore> promptScores() {
    return promptScores;
  }

  int token(int position) {
    return tokens[position];
  }

  int promptLength() {
    return request.prompt().length;
  }

  /** How many tokens were generated. */
  int generated() {
    return length - promptLength();
  }

  /** How many of the first tokens are in the cache. */
  int computed() {
    return computed;
  }

  /** How many of the first tokens must be in the cache before something new is known. */
  int wanted() {
    return request.maxTokens() > 0 ? length : scoredPrompt() ? length - 1 : 0;
  }

  /** Rows that are still to be run. */
  int remaining() {
    return wanted() - computed;
  }

  boolean scoredPrompt() {
    return request.promptLogprobs() == PromptLogprobs.ALL;
  }

  /** Positions it can need at most: the last token is never run. */
  int mostPositions() {
    return Math.max(0, promptLength() + request.maxTokens() - 1);
  }

  /** Cache blocks it can need at most. */
  int mostBlocks() {
    return blocksFor(mostPositions());
  }

  static int blocksFor(int positions) {
    return (int) (((long) positions + BlockLayout.POSITIONS - 1) / BlockLayout.POSITIONS);
  }

  /** The sequence may hold blocks of this pool from now on. */
  void admit(BlockPool pool) {
    blocks = new BlockTable(pool);
  }

  /** Its blocks; only between admission and release. */
  BlockTable blocks() {
    return blocks;
  }

  /** Takes note that the next {@code count} tokens are in the cache. */
  void advance(int count) {
    computed += count;
  }

  /** Appends a new token. */
  void append(int token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, length + Math.max(16, length / 2));
    }
    tokens[length++] = token;
    sampling.accept(token);
  }
}
