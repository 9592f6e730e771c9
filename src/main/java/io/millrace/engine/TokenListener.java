package io.millrace.engine;

import java.util.List;

/**
 * What the owner of a sequence is told, always on the engine's thread: {@link #started} if it has
 * something to compute, perhaps {@link #prompt}, then {@link #token} for every token, then {@link
 * #finished} or {@link #failed} once.
 *
 * <p>The engine waits for each call to return, so calls must be short. A call that throws fails its
 * own request with that exception and no other. {@link Engine#close} must not be called from here;
 * {@link Engine#submit} may.
 */
public interface TokenListener {

  /**
   * The sequence runs for the first time.
   *
   * @param cachedTokens of its prompt, found in the cache and not computed
   */
  default void started(int cachedTokens) {}

  /**
   * The scores of the prompt's tokens from its second on, before the first new token; called only
   * if they were asked for.
   *
   * @param scores one less than the prompt has tokens
   */
  default void prompt(List<TokenScore> scores) {}

  /**
   * A new token. An end token is shown too, before {@link #finished}.
   *
   * @return whether to go on; plays no part if the token ends the sequence anyway
   */
  Verdict token(TokenScore token);

  /** The sequence ended well; nothing follows. */
  void finished(StopCause cause);

  /** The sequence could not go on; nothing follows. Tokens shown so far are right. */
  void failed(RuntimeException error);
}
