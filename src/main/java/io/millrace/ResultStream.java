package io.millrace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Results in the order of their requests, a bounded number of which is under way.
 *
 * @param <Q> the kind of request
 * @param <T> the kind of answer
 */
final class ResultStream<Q, T> implements Iterator<Result<T>> {

  private final Function<Q, CompletableFuture<T>> model;
  private final int ahead;
  private final Stream<Q> source;
  private final Iterator<Q> requests;
  private final Deque<CompletableFuture<T>> underWay = new ArrayDeque<>();
  private int index;

  /**
   * @param model starts a request
   * @param ahead requests under way at most
   */
  ResultStream(Function<Q, CompletableFuture<T>> model, int ahead, Stream<Q> requests) {
    this.model = model;
    this.ahead = ahead;
    this.source = requests;
    this.requests = requests.iterator();
  }

  Stream<Result<T>> results() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false)
        .onClose(this::drop);
  }

  @Override
  public boolean hasNext() {
    fill();
    return !underWay.isEmpty();
  }

  @Override
  public Result<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("answers: no more than requests, which were " + index);
    }
    CompletableFuture<T> answer = underWay.remove();
    int number = index++;
    try {
      return new Result.Success<>(number, Waiting.on(answer));
    } catch (RequestException e) {
      return new Result.Failure<>(number, e);
    }
  }

  private void fill() {
    while (underWay.size() < ahead && requests.hasNext()) {
      underWay.add(model.apply(requests.next()));
    }
  }

  private void drop() {
    underWay.forEach(answer -> answer.cancel(false));
    source.close();
  }
}
