package io.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what the listener of a beam search is told, and checks that it ends once. */
class BeamRecorder implements BeamListener {

  private final List<TokenScore> promptScores = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile List<BeamHypothesis> found = List.of();
  private volatile RuntimeException error;
  private volatile String disorder = "";
  private final AtomicInteger starts = new AtomicInteger();

  @Override
  public void started(int cachedTokens) {
    starts.incrementAndGet();
  }

  @Override
  public void prompt(List<TokenScore> scores) {
    promptScores.addAll(scores);
  }

  @Override
  public void finished(List<BeamHypothesis> hypotheses) {
    end();
    found = hypotheses;
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

  boolean isEnded() {
    return ended.getCount() == 0;
  }

  List<TokenScore> promptScores() {
    return promptScores;
  }

  /** What was found; throws if the search failed. */
  List<BeamHypothesis> found() {
    await();
    if (error != null) {
      throw new AssertionError("search failed", error);
    }
    if (starts.get() != 1) {
      throw new AssertionError("started " + starts + " times");
    }
    return found;
  }

  /** The tokens of what was found. */
  List<List<Integer>> ids() {
    return found().stream()
        .map(one -> one.tokens().stream().map(TokenScore::token).toList())
        .toList();
  }

  RuntimeException error() {
    await();
    if (error == null) {
      throw new AssertionError("search ended well");
    }
    return error;
  }

  private void await() {
    try {
      if (!ended.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after 60 s");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
    if (!disorder.isEmpty()) {
      throw new AssertionError(disorder);
    }
  }
}
