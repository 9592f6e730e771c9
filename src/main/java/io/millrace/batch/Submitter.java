package io.millrace.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Hands requests to the model and learns of their answers. */
final class Submitter {

  private final IntSupplier waiting;
  private final Consumer<Submission<?>> done;
  private final Set<Submission<?>> underWay = Collections.synchronizedSet(new LinkedHashSet<>());
  private volatile boolean stopped;

  /**
   * A task that was handed over.
   *
   * @param work what the task asks for
   * @param answers one a part of the work
   * @param start {@link System#nanoTime} when it was
   */
  record Submission<A>(
      Task task, BodyWork<A> work, List<CompletableFuture<A>> answers, long start) {

    boolean isCancelled() {
      return answers.stream().anyMatch(CompletableFuture::isCancelled);
    }

    /**
     * The answers.
     *
     * @throws io.millrace.RequestException if one of them failed; of the first that did
     */
    List<A> join() {
      return answers.stream().map(Submission::join).toList();
    }

    private static <A> A join(CompletableFuture<A> answer) {
      try {
        return answer.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException problem) {
          throw problem;
        }
        throw e;
      }
    }

    /** Time since it was handed over. */
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    void cancel() {
      answers.forEach(answer -> answer.cancel(false));
    }
  }

  /**
   * @param waiting tells how many sequences wait for their turn in the model
   * @param done told of each task whose answers are all there, have failed or were cancelled; on
   *     the model's thread, so it must return at once
   */
  Submitter(IntSupplier waiting, Consumer<Submission<?>> done) {
    this.waiting = waiting;
    this.done = done;
  }

  /** Starts a task; waits while the model has enough. */
  void submit(Task task) {
    submit(task, task.work());
  }

  private <A> void submit(Task task, BodyWork<A> work) {
    List<CompletableFuture<A>> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (Supplier<CompletableFuture<A>> part : work.parts()) {
      answers.add(stopped ? cancelled() : start(part));
    }
    Submission<A> submission = new Submission<>(task, work, answers, start);
    underWay.add(submission);
    AtomicInteger left = new AtomicInteger(answers.size());
    for (CompletableFuture<A> answer : answers) {
      var unused = answer.whenComplete((ok, error) -> ended(submission, left));
    }
    if (stopped) {
      submission.cancel();
    }
  }

  private static <A> CompletableFuture<A> start(Supplier<CompletableFuture<A>> part) {
    try {
      return part.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <A> CompletableFuture<A> cancelled() {
    CompletableFuture<A> answer = new CompletableFuture<>();
    answer.cancel(false);
    return answer;
  }

  private void ended(Submission<?> submission, AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      underWay.remove(submission);
      done.accept(submission);
    }
  }

  /** Takes back what has not started; the model starts them in the order in which they came. */
  void cancelWaiting() {
    ArrayDeque<Submission<?>> newestFirst = new ArrayDeque<>();
    snapshot().forEach(newestFirst::addFirst);
    Iterator<Submission<?>> submissions = newestFirst.iterator();
    int sequences = waiting.getAsInt();
    while (submissions.hasNext() && sequences > 0) {
      Submission<?> submission = submissions.next();
      sequences -= submission.work().sequences();
      if (sequences >= 0) {
        submission.cancel();
      }
    }
  }

  /** Takes everything back. */
  void cancelAll() {
    stopped = true;
    snapshot().forEach(Submission::cancel);
  }

  private List<Submission<?>> snapshot() {
    synchronized (underWay) {
      return List.copyOf(underWay);
    }
  }
}
