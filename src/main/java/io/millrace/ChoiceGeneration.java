package io.millrace;

import io.millrace.engine.BeamHypothesis;
import io.millrace.engine.StopCause;
import io.millrace.engine.TokenListener;
import io.millrace.engine.TokenScore;
import io.millrace.engine.Verdict;
import io.millrace.tokenizer.Tokenizer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One continuation while it grows: tokens become text, stop strings are looked for. */
final class ChoiceGeneration implements TokenListener {

  private final Generation whole;
  private final int index;
  private final DecodingOptions options;
  private final Logprobs logprobs;
  private final GrowingText decoder;
  private final StopStrings stops;
  private final Consumer<String> pieces;
  private final StringBuilder text = new StringBuilder();
  private final IntStream.Builder tokens = IntStream.builder();
  private int count;
  private int decoded;
  private double logprobSum;

  /**
   * @param index its number among the continuations
   * @param pieces takes text as it becomes certain, on the engine's thread
   */
  ChoiceGeneration(Generation whole, int index, Tokenizer tokenizer, Consumer<String> pieces) {
    this.whole = whole;
    this.index = index;
    this.options = whole.request().options();
    this.logprobs = new Logprobs(new TokenText(tokenizer));
    this.decoder = new GrowingText(tokenizer, whole.place());
    this.stops = new StopStrings(options.stop());
    this.pieces = pieces;
  }

  /** Starts the text with the prompt's. */
  void echo(Echo echo, int[] prompt) {
    emit(echo.text());
    decoded = echo.text().length();
    if (options.logprobs().isPresent()) {
      logprobs.promptStarts(prompt, echo.offsets());
    }
  }

  @Override
  public void started(int cachedTokens) {
    whole.started(index, cachedTokens);
  }

  @Override
  public void prompt(List<TokenScore> scores) {
    logprobs.promptFollows(scores);
  }

  @Override
  public Verdict token(TokenScore score) {
    tokens.add(score.token());
    count++;
    logprobSum += score.logprob();
    if (options.logprobs().isPresent()) {
      logprobs.add(score, decoded);
    }
    String more = decoder.append(score.token());
    decoded += more.length();
    emit(count <= options.minTokens() ? stops.pass(more) : stops.append(more));
    return stops.matched() || whole.answer().isDone() ? Verdict.STOP : Verdict.CONTINUE;
  }

  @Override
  public void finished(StopCause cause) {
    finish(cause, options.beams().map(this::score).orElse(OptionalDouble.empty()));
  }

  /** The score of a single beam. */
  private OptionalDouble score(BeamOptions beam) {
    double length = StrictMath.pow(count, beam.lengthPenalty().orElse(1));
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(logprobSum / length);
  }

  /** Ends with what a beam search found, whose tokens were shown. */
  void finished(BeamHypothesis hypothesis) {
    finish(hypothesis.cause(), OptionalDouble.of(hypothesis.score()));
  }

  private void finish(StopCause cause, OptionalDouble score) {
    emit(stops.append(decoder.finish()));
    emit(stops.finish());
    if (stops.matched()) {
      logprobs.cutAt(text.length());
    }
    boolean full = cause == StopCause.LENGTH && !stops.matched();
    FinishReason finish = full ? FinishReason.LENGTH : FinishReason.STOP;
    int[] ids = tokens.build().toArray();
    whole.finished(index, new Choice(text.toString(), ids, finish, logprobs.list(), score));
  }

  @Override
  public void failed(RuntimeException error) {
    whole.failed(error);
  }

  /** Tokens so far. */
  int count() {
    return count;
  }

  /** Mean log-probability of its tokens; NaN if they were not scored, or there are none. */
  double meanLogprob() {
    return logprobSum / count;
  }

  private void emit(String more) {
    if (!more.isEmpty()) {
      text.append(more);
      pieces.accept(more);
    }
  }
}
