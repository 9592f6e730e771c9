package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.LanguageModel;
import io.millrace.Request;
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

/** Hands requests to the model and learns of their answers. */
final class Submitter {

  private final LanguageModel model;
  private final Consumer<Submission> done;
  private final Set<Submission> underWay = Collections.synchronizedSet(new LinkedHashSet<>());
  private volatile boolean stopped;

  /**
   * A task that was handed over.
   *
   * @param answers one a request of the task
   * @param start {@link System#nanoTime} when it was
   */
  record Submission(Task task, List<CompletableFuture<Answer>> answers, long start) {

    boolean isCancelled() {
      return answers.stream().anyMatch(CompletableFuture::isCancelled);
    }

    /**
     * The answers.
     *
     * @throws io.millrace.RequestException if one of them failed; of the first that did
     */
    List<Answer> join() {
      return answers.stream().map(Submission::join).toList();
    }

    private static Answer join(CompletableFuture<Answer> answer) {
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

    private int sequences() {
      return task.asked().requests().stream().mapToInt(r -> r.options().sequences()).sum();
    }
  }

  /**
   * @param done told of each task whose answers are all there, have failed or were cancelled; on
   *     the model's thread, so it must return at once
   */
  Submitter(LanguageModel model, Consumer<Submission> done) {
    this.model = model;
    this.done = done;
  }

  /** Starts a task; waits while the model has enough. */
  void submit(Task task) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (Request request : task.asked().requests()) {
      answers.add(stopped ? cancelled() : start(request));
    }
    Submission submission = new Submission(task, answers, start);
    underWay.add(submission);
    AtomicInteger left = new AtomicInteger(answers.size());
    for (CompletableFuture<Answer> answer : answers) {
      var unused = answer.whenComplete((ok, error) -> ended(submission, left));
    }
    if (stopped) {
      submission.cancel();
    }
  }

  private CompletableFuture<Answer> start(Request request) {
    try {
      return model.submit(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<Answer> cancelled() {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    answer.cancel(false);
    return answer;
  }

  private void ended(Submission submission, AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      underWay.remove(submission);
      done.accept(submission);
    }
  }

  /** Takes back what has not started; the model starts them in the order in which they came. */
  void cancelWaiting() {
    ArrayDeque<Submission> newestFirst = new ArrayDeque<>();
    snapshot().forEach(newestFirst::addFirst);
    Iterator<Submission> submissions = newestFirst.iterator();
    int waiting = model.metrics().waiting();
    while (submissions.hasNext() && waiting > 0) {
      Submission submission = submissions.next();
      waiting -= submission.sequences();
      if (waiting >= 0) {
        submission.cancel();
      }
    }
  }

  /** Takes everything back. */
  void cancelAll() {
    stopped = true;
    snapshot().forEach(Submission::cancel);
  }

  private List<Submission> snapshot() {
    synchronized (underWay) {
      return List.copyOf(underWay);
    }
  }
}
