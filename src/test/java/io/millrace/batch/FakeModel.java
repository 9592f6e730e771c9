package io.millrace.batch;

import static java.time.Duration.ZERO;

import io.millrace.Answer;
import io.millrace.Choice;
import io.millrace.Failures;
import io.millrace.FinishReason;
import io.millrace.LanguageModel;
import io.millrace.Message;
import io.millrace.ModelInfo;
import io.millrace.ModelMetrics;
import io.millrace.Piece;
import io.millrace.Prompt;
import io.millrace.Request;
import io.millrace.RequestException;
import io.millrace.Result;
import io.millrace.Tokens;
import io.millrace.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A model that repeats text prompts in capitals, whatever their number, and counts who is inside.
 *
 * <p>Refuses "bad" ones, fails "flaky" ones until it is told to be healthy, and answers "slow" ones
 * only when it is released.
 */
final class FakeModel implements LanguageModel {

  /** Longer prompts are refused. */
  private static final int MOST = 1 << 20;

  final AtomicInteger inside = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  final AtomicInteger answered = new AtomicInteger();
  final CompletableFuture<Void> released = new CompletableFuture<>();
  volatile boolean healthy;

  /** Sequences that it says are waiting. */
  volatile int waiting;

  private final int pause;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-model");
            thread.setDaemon(true);
            return thread;
          });

  FakeModel() {
    this(1);
  }

  /**
   * @param pause milliseconds that a request takes on average
   */
  FakeModel(int pause) {
    this.pause = pause;
  }

  @Override
  public ModelInfo info() {
    return new ModelInfo(
        Path.of("models", "fake.gguf"), "fake", 100, 256, true, "fp_0123", "none", 1, 4);
  }

  @Override
  public Answer generate(Request request) {
    return submit(request).join();
  }

  @Override
  public List<Result<Answer>> generateAll(List<Request> requests) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<Result<Answer>> generateEach(Stream<Request> requests) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Answer> submit(Request request) {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    String text = text(request.prompt());
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    AtomicBoolean left = new AtomicBoolean();
    var unusedCount = answer.whenComplete((ok, error) -> leave(left)); // if it is cancelled
    if (text.equals("slow")) {
      var unusedAnswer = released.thenRun(() -> finish(request, text, answer, left));
    } else {
      threads.execute(
          () -> {
            pause(pause * (text.length() % 3)); // so that answers come out of order
            finish(request, text, answer, left);
          });
    }
    return answer;
  }

  /** A request leaves before it is told of, as the next one may come in at once. */
  private void leave(AtomicBoolean left) {
    if (!left.getAndSet(true)) {
      inside.decrementAndGet();
    }
  }

  private static String text(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      return text.text();
    }
    List<Message> messages = ((Prompt.Chat) prompt).messages();
    return messages.get(messages.size() - 1).content();
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void finish(
      Request request, String text, CompletableFuture<Answer> answer, AtomicBoolean left) {
    leave(left);
    if (text.equals("bad")) {
      answer.completeExceptionally(
          RequestException.invalid("prompt", "prompt: is bad, expected a good one"));
    } else if (text.length() > MOST) {
      answer.completeExceptionally(Failures.tooLong("prompt: is too long"));
    } else if (text.equals("flaky") && !healthy) {
      answer.completeExceptionally(Failures.timedOut("request: ran out of time"));
    } else {
      answered.incrementAndGet();
      answer.complete(answer(request, text));
    }
  }

  private static Answer answer(Request request, String text) {
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < request.options().n(); i++) {
      String shown = text.toUpperCase(Locale.ROOT) + (i == 0 ? "" : "#" + i);
      choices.add(
          new Choice(
              shown, new int[] {1, 2}, FinishReason.LENGTH, List.of(), OptionalDouble.empty()));
    }
    Usage usage = new Usage(3, 2 * choices.size(), 1);
    return new Answer(request.id(), choices, usage, new int[] {7, 8, 9});
  }

  @Override
  public ModelMetrics metrics() {
    return new ModelMetrics(
        0, 0, 0, 0, 0, 0, 0, 0, 0, waiting, 0, 0, 0, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO);
  }

  @Override
  public Answer stream(Request request, Consumer<Piece> listener) {
    throw new UnsupportedOperationException();
  }

  /** A token a character. */
  @Override
  public Tokens tokenize(String text) {
    return new Tokens(text.chars().toArray(), text.chars().mapToObj(c -> "" + (char) c).toList());
  }

  @Override
  public void close() {}
}
