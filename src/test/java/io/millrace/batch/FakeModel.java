package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.Choice;
import io.millrace.FinishReason;
import io.millrace.LanguageModel;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A model that repeats text prompts in capitals, refuses "bad" ones and counts who is inside. */
final class FakeModel implements LanguageModel {

  final AtomicInteger inside = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();

  @Override
  public ModelInfo info() {
    return new ModelInfo(
        Path.of("models", "fake.gguf"), "fake", 100, 256, true, "fp_0123", "none", 1, 4);
  }

  @Override
  public Answer generate(Request request) {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    try {
      String text = ((Prompt.Text) request.prompt()).text();
      if (text.equals("bad")) {
        throw RequestException.invalid("prompt", "prompt: is bad, expected a good one");
      }
      Thread.sleep(text.length() % 3); // so that answers come out of order
      Choice choice =
          new Choice(
              text.toUpperCase(Locale.ROOT), new int[] {1, 2}, FinishReason.LENGTH, List.of());
      return new Answer(request.id(), List.of(choice), new Usage(3, 2, 0), new int[] {7, 8, 9});
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      inside.decrementAndGet();
    }
  }

  @Override
  public List<Result<Answer>> generateAll(List<Request> requests) {
    List<Result<Answer>> results = new ArrayList<>();
    for (Request request : requests) {
      try {
        results.add(new Result.Success<>(results.size(), generate(request)));
      } catch (RequestException e) {
        results.add(new Result.Failure<>(results.size(), e));
      }
    }
    return results;
  }

  @Override
  public Stream<Result<Answer>> generateEach(Stream<Request> requests) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Answer> submit(Request request) {
    return CompletableFuture.supplyAsync(() -> generate(request));
  }

  @Override
  public ModelMetrics metrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Answer stream(Request request, Consumer<Piece> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Tokens tokenize(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
