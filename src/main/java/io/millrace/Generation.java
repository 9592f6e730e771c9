package io.millrace;

import io.millrace.engine.TimedOutException;
import io.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One answer while its continuations grow; it is there when all of them have ended, and fails with
 * the first that fails.
 */
final class Generation {

  private final Request request;
  private final int[] prompt;
  private final GrowingText.Place place;
  private final List<ChoiceGeneration> choices = new ArrayList<>();
  private Choice[] done;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private int left;
  private int cachedTokens;

  /**
   * @param prompt what was read, a prompt or a source
   * @param place of the answers' texts
   * @param pieces takes text as it becomes certain, on the engine's thread
   */
  Generation(
      Request request,
      int[] prompt,
      GrowingText.Place place,
      Tokenizer tokenizer,
      Consumer<Piece> pieces) {
    this.request = request;
    this.prompt = prompt;
    this.place = place;
    DecodingOptions options = request.options();
    left = BeamOptions.search(options) ? options.n() : options.sequences();
    done = new Choice[left];
    for (int i = 0; i < left; i++) {
      int choice = i;
      choices.add(
          new ChoiceGeneration(
              this,
              choice,
              tokenizer,
              text -> pieces.accept(new Piece(request.id(), choice, text))));
    }
    if (request.options().echo()) {
      Echo echo = Echo.of(request.prompt(), prompt, tokenizer);
      choices.forEach(choice -> choice.echo(echo, prompt));
    }
  }

  GrowingText.Place place() {
    return place;
  }

  Request request() {
    return request;
  }

  /** Listeners for the engine, one a continuation. */
  List<ChoiceGeneration> choices() {
    return choices;
  }

  /**
   * The answer to come; fails with a {@link RequestException}. If it is cancelled, the sequences
   * end with their next token.
   */
  CompletableFuture<Answer> answer() {
    return answer;
  }

  /** Takes note of what the cache spared the first continuation, which computes the prompt. */
  void started(int choice, int cached) {
    if (choice == 0) {
      cachedTokens = cached;
    }
  }

  /** Takes note that a beam search found so many continuations, perhaps fewer than were wanted. */
  void expect(int count) {
    done = new Choice[count];
    left = count;
  }

  /** Takes a continuation that has ended; all are told on one thread. */
  void finished(int index, Choice choice) {
    done[index] = choice;
    left--;
    if (left == 0) {
      int count = choices.stream().mapToInt(ChoiceGeneration::count).sum();
      Usage usage = new Usage(prompt.length, count, cachedTokens);
      answer.complete(new Answer(request.id(), best(), usage, prompt));
    }
  }

  /** All continuations in their order, or the best of more than were asked for, best first. */
  private List<Choice> best() {
    int n = request.options().n();
    IntStream order = IntStream.range(0, done.length);
    if (done.length <= n) {
      return order.mapToObj(i -> done[i]).toList();
    }
    Comparator<Integer> byLogprob = Comparator.comparing(i -> -choices.get(i).meanLogprob());
    return order.boxed().sorted(byLogprob).limit(n).map(i -> done[i]).toList();
  }

  void failed(RuntimeException error) {
    String id = request.id().isEmpty() ? "" : "request " + request.id() + ": ";
    String message = id + error.getMessage();
    answer.completeExceptionally(
        error instanceof TimedOutException
            ? RequestException.timedOut(message)
            : RequestException.failed(message, error));
  }
}
