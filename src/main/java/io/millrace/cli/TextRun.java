package io.millrace.cli;

import io.millrace.RequestException;
import io.millrace.batch.SourceText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Texts on their way through a model: answers come out in the order of the texts, a bounded number
 * of which is under way; a bad one is said on standard error and the next one is taken.
 *
 * @param name the command
 * @param model starts a text
 * @param tokens tells what an answer says was read
 * @param err where everything but answers goes
 */
record TextRun<A>(
    String name,
    Function<String, CompletableFuture<A>> model,
    ToIntFunction<A> tokens,
    PrintWriter err) {

  /** Takes all texts, and returns the exit code. */
  int run(TextInput input, TextOutput<A> output) throws IOException {
    TextTally tally = new TextTally();
    try (ProgressDisplay display = display(input);
        TextWindow<A> window = new TextWindow<>()) {
      for (Optional<SourceText> text = input.next(); text.isPresent(); text = input.next()) {
        while (window.isFullFor(text.get())) {
          take(window.remove(), input, output, tally);
          display.accept(tally.progress(input));
        }
        window.add(start(text.get()));
      }
      while (!window.isEmpty()) {
        take(window.remove(), input, output, tally);
        display.accept(tally.progress(input));
      }
    }
    output.finish();
    if (input.isMeasured()) {
      err.println(name + ": " + tally.summary());
    }
    return tally.exitCode();
  }

  private ProgressDisplay display(TextInput input) {
    return ProgressDisplay.of(
        input.isMeasured() ? ProgressDisplay.Style.AUTO : ProgressDisplay.Style.NONE, name, err);
  }

  private TextWindow.Started<A> start(SourceText text) {
    if (text.isWrong()) {
      RequestException problem = RequestException.invalid("input", text.problem());
      return new TextWindow.Started<>(text, CompletableFuture.failedFuture(problem));
    }
    return new TextWindow.Started<>(text, model.apply(text.text()));
  }

  private void take(
      TextWindow.Started<A> started, TextInput input, TextOutput<A> output, TextTally tally)
      throws IOException {
    SourceText text = started.text();
    try {
      A answer = started.answer().join();
      output.answered(text, answer);
      tally.answered(tokens.applyAsInt(answer));
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof RequestException)) {
        throw e;
      }
      err.println("millrace: " + input.place(text) + ": " + e.getCause().getMessage());
      output.failed(text);
      tally.failed();
    }
  }
}
