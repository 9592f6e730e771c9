package io.millrace.batch;

import io.millrace.ModelInfo;
import io.millrace.Ranked;
import io.millrace.Ranking;
import io.millrace.Reranker;
import io.millrace.Result;
import io.millrace.Score;
import io.millrace.ScoringOptions;
import io.millrace.ScoringOptions.ScoreFunction;
import io.millrace.TextPair;
import io.millrace.Tokens;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A reranker whose score is the number of the query's letters in the document; raw, minus 10. */
final class FakeReranker implements Reranker {

  @Override
  public ModelInfo info() {
    return FakeEncoder.info("reranker");
  }

  @Override
  public CompletableFuture<Score> submit(TextPair pair, ScoringOptions options) {
    long found = pair.second().chars().filter(c -> pair.first().indexOf(c) >= 0).count();
    int raw = options.function() == ScoreFunction.NONE ? 10 : 0;
    int tokens = pair.first().length() + pair.second().length();
    return CompletableFuture.completedFuture(
        new Score(found - raw, Math.min(tokens, options.maxTokens().orElse(tokens))));
  }

  @Override
  public CompletableFuture<Ranking> submitRanking(
      String query, List<String> documents, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Ranked> rank(String query, List<String> documents, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public float score(String query, String document) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<Result<Score>> scoreEach(Stream<TextPair> pairs, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Tokens tokenize(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
