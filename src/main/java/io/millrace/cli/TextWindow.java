package io.millrace.cli;

import io.millrace.batch.SourceText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** Texts under way in a model, in their order, a bounded number and size of them. */
final class TextWindow<A> implements AutoCloseable {

  /** More than a model takes at a time. */
  private static final int MOST = 512;

  /** Characters, beyond those of a first text. */
  private static final long MOST_CHARACTERS = 16 << 20;

  /**
   * A text and what becomes of it.
   *
   * @param answer has failed already if the line is a bad one
   */
  record Started<A>(SourceText text, CompletableFuture<A> answer) {}

  private final Deque<Started<A>> underWay = new ArrayDeque<>();
  private long characters;

  /** Whether one has to leave before another text may enter. */
  boolean isFullFor(SourceText text) {
    return underWay.size() >= MOST
        || (characters + text.text().length() > MOST_CHARACTERS && !underWay.isEmpty());
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  void add(Started<A> started) {
    characters += started.text().text().length();
    underWay.add(started);
  }

  /** The first one leaves. */
  Started<A> remove() {
    Started<A> first = underWay.remove();
    characters -= first.text().text().length();
    return first;
  }

  /** Drops what is under way. */
  @Override
  public void close() {
    underWay.forEach(started -> started.answer().cancel(false));
  }
}
