package io.millrace.batch;

import io.millrace.Classification;
import io.millrace.Classifier;
import io.millrace.LabelScore;
import io.millrace.LabeledSpan;
import io.millrace.LabeledText;
import io.millrace.LabeledToken;
import io.millrace.ModelInfo;
import io.millrace.Result;
import io.millrace.ScoringOptions;
import io.millrace.TextPair;
import io.millrace.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A classifier that labels texts with an exclamation mark, or the mark itself, as loud.
 *
 * @param subject what it says that it labels
 */
record FakeClassifier(Subject subject) implements Classifier {

  @Override
  public ModelInfo info() {
    return FakeEncoder.info("classifier");
  }

  @Override
  public List<String> labels() {
    return List.of("quiet", "loud");
  }

  @Override
  public CompletableFuture<Classification> submit(String text, ScoringOptions options) {
    LabelScore loud = new LabelScore(1, "loud", text.endsWith("!") ? 0.75f : 0.25f);
    LabelScore quiet = new LabelScore(0, "quiet", 1 - loud.score());
    List<LabelScore> scores =
        loud.score() > quiet.score() ? List.of(loud, quiet) : List.of(quiet, loud);
    return CompletableFuture.completedFuture(new Classification(scores, text.length()));
  }

  @Override
  public CompletableFuture<Classification> submitTokens(int[] tokens, ScoringOptions options) {
    return submit("x".repeat(tokens.length), options);
  }

  @Override
  public CompletableFuture<Classification> submitPair(TextPair texts, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<LabeledText> submitLabels(String text, ScoringOptions options) {
    LabelScore loud = new LabelScore(1, "B-loud", 0.75f);
    List<LabeledToken> tokens = new ArrayList<>();
    List<LabeledSpan> spans = new ArrayList<>();
    for (int i = text.indexOf('!'); i >= 0; i = text.indexOf('!', i + 1)) {
      tokens.add(new LabeledToken(7, "!", i, i + 1, loud));
      spans.add(new LabeledSpan("loud", 0.75f, "!", i, i + 1));
    }
    return CompletableFuture.completedFuture(new LabeledText(tokens, spans, text.length()));
  }

  @Override
  public Classification classify(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Classification classify(TextPair texts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Result<Classification>> classifyAll(List<String> texts, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Result<Classification>> classifyPairs(List<TextPair> pairs, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stream<Result<Classification>> classifyEach(Stream<String> texts, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LabeledText labelTokens(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Result<LabeledText>> labelAllTokens(List<String> texts, ScoringOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Tokens tokenize(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
