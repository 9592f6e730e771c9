package io.millrace;

import io.millrace.engine.StopCause;
import io.millrace.engine.TokenListener;
import io.millrace.engine.TokenScore;
import io.millrace.engine.Verdict;
import io.millrace.tokenizer.StreamingDecoder;
import io.millrace.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One answer while it grows: tokens become text, stop strings are looked for. */
final class Generation implements TokenListener {

  private final Request request;
  private final int[] prompt;
  private final TokenText tokenText;
  private final Logprobs logprobs;
  private final StreamingDecoder decoder;
  private final StopStrings stops;
  private final Consumer<String> pieces;
  private final StringBuilder text = new StringBuilder();
  private final IntStream.Builder tokens = IntStream.builder();
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private int count;
  private int decoded;

  /**
   * @param pieces takes text as it becomes certain, on the engine's thread
   */
  Generation(Request request, int[] prompt, Tokenizer tokenizer, Consumer<String> pieces) {
    this.request = request;
    this.prompt = prompt;
    this.tokenText = new TokenText(tokenizer);
    this.logprobs = new Logprobs(tokenText);
    this.decoder = tokenizer.decoder();
    this.stops = new StopStrings(request.options().stop());
    this.pieces = pieces;
    if (request.options().echo()) {
      echo(Echo.of(request.prompt(), prompt, tokenizer));
    }
  }

  /**
   * The answer to come; fails with a {@link RequestException}. If it is cancelled, the sequence
   * ends with its next token.
   */
  CompletableFuture<Answer> answer() {
    return answer;
  }

  private void echo(Echo echo) {
    emit(echo.text());
    decoded = echo.text().length();
    if (request.options().logprobs().isPresent()) {
      logprobs.promptStarts(prompt, echo.offsets());
    }
  }

  @Override
  public void prompt(List<TokenScore> scores) {
    logprobs.promptFollows(scores);
  }

  @Override
  public Verdict token(TokenScore score) {
    tokens.add(score.token());
    count++;
    if (request.options().logprobs().isPresent()) {
      logprobs.add(score, decoded);
    }
    String more = decoder.append(score.token());
    decoded += more.length();
    emit(count <= request.options().minTokens() ? stops.pass(more) : stops.append(more));
    return stops.matched() || answer.isDone() ? Verdict.STOP : Verdict.CONTINUE;
  }

  @Override
  public void finished(StopCause cause) {
    emit(stops.append(decoder.finish()));
    emit(stops.finish());
    if (stops.matched()) {
      logprobs.cutAt(text.length());
    }
    boolean full = cause == StopCause.LENGTH && !stops.matched();
    Choice choice =
        new Choice(
            text.toString(),
            tokens.build().toArray(),
            full ? FinishReason.LENGTH : FinishReason.STOP,
            logprobs.list());
    Usage usage = new Usage(prompt.length, count);
    answer.complete(new Answer(request.id(), List.of(choice), usage, prompt));
  }

  @Override
  public void failed(RuntimeException error) {
    answer.completeExceptionally(
        RequestException.failed("request " + request.id() + ": " + error.getMessage(), error));
  }

  private void emit(String more) {
    if (!more.isEmpty()) {
      text.append(more);
      pieces.accept(more);
    }
  }
}
