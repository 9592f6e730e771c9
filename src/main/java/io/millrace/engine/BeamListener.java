package io.millrace.engine;

import java.util.List;

/**
 * What the owner of a beam search is told, always on the engine's thread: {@link #started}, perhaps
 * {@link #prompt}, then {@link #finished} or {@link #failed} once. As for a {@link TokenListener},
 * the engine waits for each call to return.
 */
public interface BeamListener {

  /**
   * The search runs for the first time.
   *
   * @param cachedTokens of its prompt, found in the cache and not computed
   */
  default void started(int cachedTokens) {}

  /**
   * The scores of the prompt's tokens from its second on; called only if they were asked for.
   *
   * @param scores one less than the prompt has tokens
   */
  default void prompt(List<TokenScore> scores) {}

  /**
   * The search ended well; nothing follows.
   *
   * @param hypotheses as many as were wanted, or as were possible, at least one; best first
   */
  void finished(List<BeamHypothesis> hypotheses);

  /** The search could not go on; nothing follows. */
  void failed(RuntimeException error);
}
