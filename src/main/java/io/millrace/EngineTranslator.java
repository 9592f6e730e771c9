package io.millrace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A translator on a language model whose prompts are sources. */
final class EngineTranslator implements Translator {

  private final EngineLanguageModel model;
  private final DecodingOptions defaults;

  EngineTranslator(EngineLanguageModel model, DecodingOptions defaults) {
    this.model = model;
    this.defaults = defaults;
  }

  @Override
  public ModelInfo info() {
    return model.info();
  }

  @Override
  public Tokens tokenize(String text) {
    return model.tokenize(text);
  }

  @Override
  public DecodingOptions defaults() {
    return defaults;
  }

  @Override
  public Translation translate(String text, DecodingOptions options) {
    return translation(model.generate(request(text, options)));
  }

  @Override
  public List<Result<Translation>> translateAll(List<String> texts, DecodingOptions options) {
    try (Stream<Result<Translation>> results = translateEach(texts.stream(), options)) {
      return results.toList();
    }
  }

  @Override
  public Stream<Result<Translation>> translateEach(Stream<String> texts, DecodingOptions options) {
    Stream<Request> requests = texts.map(text -> request(text, options));
    return model.generateEach(requests).map(EngineTranslator::translation);
  }

  @Override
  public CompletableFuture<Translation> submit(String text, DecodingOptions options) {
    CompletableFuture<Answer> answer = model.submit(request(text, options));
    CompletableFuture<Translation> translation = answer.thenApply(EngineTranslator::translation);
    var unused =
        translation.whenComplete(
            (done, error) -> {
              if (translation.isCancelled()) {
                answer.cancel(false);
              }
            });
    return translation;
  }

  /** Scores are made of log-probabilities, whether or not somebody wants to see those. */
  private static Request request(String text, DecodingOptions options) {
    return Request.of(text)
        .withOptions(options.logprobs().isPresent() ? options : options.withLogprobs(0));
  }

  private static Result<Translation> translation(Result<Answer> result) {
    if (result instanceof Result.Success<Answer> success) {
      return new Result.Success<>(success.index(), translation(success.value()));
    }
    Result.Failure<Answer> failure = (Result.Failure<Answer>) result;
    return new Result.Failure<>(failure.index(), failure.error());
  }

  private static Translation translation(Answer answer) {
    List<Translation.Candidate> candidates = new ArrayList<>();
    for (Choice choice : answer.choices()) {
      candidates.add(new Translation.Candidate(choice.text(), score(choice)));
    }
    candidates.sort(Comparator.comparingDouble(each -> -each.score()));
    Translation.Candidate best = candidates.get(0);
    return new Translation(best.text(), best.score(), candidates, answer.usage());
  }

  private static double score(Choice choice) {
    if (choice.score().isPresent()) {
      return choice.score().getAsDouble();
    }
    double sum = 0;
    for (TokenLogprob token : choice.logprobs()) {
      sum += token.logprob().orElse(0);
    }
    return sum / Math.max(1, choice.logprobs().size());
  }

  @Override
  public ModelMetrics metrics() {
    return model.metrics();
  }

  @Override
  public void close() {
    model.close();
  }
}
