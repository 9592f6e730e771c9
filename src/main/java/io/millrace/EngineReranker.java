package io.millrace;

import io.millrace.OpenedEncoder.Work;
import io.millrace.engine.Deadline;
import io.millrace.engine.EncoderRequest;
import io.millrace.load.OutputFunction;
import io.millrace.load.TextSettings;
import io.millrace.tokenizer.TextInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** A cross-encoder on an engine. */
final class EngineReranker implements Reranker {

  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble(Ranked::score).reversed().thenComparingInt(Ranked::index);

  private final OpenedEncoder opened;
  private final String prompt;

  EngineReranker(OpenedEncoder opened) {
    this.opened = opened;
    TextSettings settings = opened.texts().settings();
    prompt = settings.defaultPrompt().map(settings.prompts()::get).orElse("");
  }

  @Override
  public ModelInfo info() {
    return opened.info();
  }

  @Override
  public Tokens tokenize(String text) {
    return opened.tokenize(text);
  }

  @Override
  public List<Ranked> rank(String query, List<String> documents, ScoringOptions options) {
    return Waiting.on(submitRanking(query, documents, options)).documents();
  }

  @Override
  public float score(String query, String document) {
    return Waiting.on(submit(new TextPair(query, document), ScoringOptions.defaults())).value();
  }

  @Override
  public Stream<Result<Score>> scoreEach(Stream<TextPair> pairs, ScoringOptions options) {
    return opened.each(pairs, pair -> submit(pair, options));
  }

  @Override
  public CompletableFuture<Score> submit(TextPair pair, ScoringOptions options) {
    return submit(pair, options, Deadline.in(options.timeout()));
  }

  private CompletableFuture<Score> submit(
      TextPair pair, ScoringOptions options, Deadline deadline) {
    EncoderTexts texts = opened.texts();
    EncoderTexts.Limit limit = new EncoderTexts.Limit(options.maxTokens(), options.overflow());
    OutputFunction function =
        LabelScores.function(options, opened.loaded().settings().labels().ranking());
    return opened.start(
        () -> {
          TextInput input = TextInput.of(prompt + pair.first(), pair.second());
          EncoderRequest request = texts.request(texts.read(input, limit));
          int tokens = request.ids().length;
          return new Work<>(
              request, vectors -> new Score(LabelScores.apply(function, vectors[0])[0], tokens));
        },
        deadline);
  }

  @Override
  public CompletableFuture<Ranking> submitRanking(
      String query, List<String> documents, ScoringOptions options) {
    List<String> kept = List.copyOf(documents);
    List<CompletableFuture<Score>> scores = new ArrayList<>();
    Deadline deadline = Deadline.in(options.timeout()); // of all together
    for (String document : kept) {
      scores.add(submit(new TextPair(query, document), options, deadline));
    }
    CompletableFuture<Ranking> ranking = new CompletableFuture<>();
    CompletableFuture<?> unused =
        CompletableFuture.allOf(scores.toArray(CompletableFuture[]::new))
            .whenComplete((done, error) -> complete(ranking, kept, scores));
    unused =
        ranking.whenComplete(
            (done, error) -> {
              if (ranking.isCancelled()) {
                scores.forEach(score -> score.cancel(false));
              }
            });
    return ranking;
  }

  private static void complete(
      CompletableFuture<Ranking> ranking,
      List<String> documents,
      List<CompletableFuture<Score>> scores) {
    try {
      ranking.complete(ranking(documents, scores));
    } catch (CompletionException e) {
      ranking.completeExceptionally(e.getCause());
    } catch (CancellationException e) {
      ranking.cancel(false);
    }
  }

  private static Ranking ranking(List<String> documents, List<CompletableFuture<Score>> scores) {
    List<Ranked> ranked = new ArrayList<>();
    int tokens = 0;
    for (int i = 0; i < documents.size(); i++) {
      Score score = scores.get(i).join();
      ranked.add(new Ranked(i, documents.get(i), score.value()));
      tokens += score.tokens();
    }
    ranked.sort(BEST_FIRST);
    return new Ranking(ranked, tokens);
  }

  @Override
  public void close() {
    opened.close();
  }
}
