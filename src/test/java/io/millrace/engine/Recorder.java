package io.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps what a listener is told, and checks that it is told in the promised order. */
class Recorder implements TokenListener {

  private final List<TokenScore> promptScores = new ArrayList<>();
  private final List<TokenScore> tokens = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile StopCause cause;
  private volatile RuntimeException error;
  private volatile String disorder = "";
  private boolean prompted;

  @Override
  public void prompt(List<TokenScore> scores) {
    if (prompted || !tokens.isEmpty() || ended.getCount() == 0) {
      disorder = "prompt scores at the wrong time";
    }
    prompted = true;
    promptScores.addAll(scores);
  }

  @Override
  public Verdict token(TokenScore token) {
    if (ended.getCount() == 0) {
      disorder = "a token after the end";
    }
    tokens.add(token);
    return Verdict.CONTINUE;
  }

  @Override
  public void finished(StopCause stopCause) {
    end();
    cause = stopCause;
    ended.countDown();
  }

  @Override
  public void failed(RuntimeException failure) {
    end();
    error = failure;
    ended.countDown();
  }

  private void end() {
    if (ended.getCount() == 0) {
      disorder = "a second end";
    }
  }

  Recorder await() {
    try {
      if (!ended.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after 60 s; tokens so far: " + tokens);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
    if (!disorder.isEmpty()) {
      throw new AssertionError(disorder);
    }
    return this;
  }

  /** All that a well-ended request produced; throws if it failed. */
  Outcome outcome() {
    await();
    if (error != null) {
      throw new AssertionError("request failed", error);
    }
    return new Outcome(List.copyOf(promptScores), List.copyOf(tokens), cause);
  }

  /** What a request produced. */
  record Outcome(List<TokenScore> promptScores, List<TokenScore> tokens, StopCause cause) {

    List<Integer> ids() {
      return tokens.stream().map(TokenScore::token).toList();
    }
  }

  RuntimeException error() {
    await();
    if (error == null) {
      throw new AssertionError("request ended well: " + cause);
    }
    return error;
  }

  int count() {
    return tokens.size();
  }
}
