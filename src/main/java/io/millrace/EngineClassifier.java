package io.millrace;

import io.millrace.OpenedEncoder.Work;
import io.millrace.engine.Deadline;
import io.millrace.engine.EncoderRequest;
import io.millrace.load.LabelSettings;
import io.millrace.load.OutputFunction;
import io.millrace.tokenizer.Encoding;
import io.millrace.tokenizer.TextInput;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A classifier on an engine. */
final class EngineClassifier implements Classifier {

  private final OpenedEncoder opened;
  private final LabelSettings labels;

  EngineClassifier(OpenedEncoder opened) {
    this.opened = opened;
    labels = opened.loaded().settings().labels();
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
  public Subject subject() {
    return labels.subject() == LabelSettings.Subject.TOKENS ? Subject.TOKENS : Subject.TEXTS;
  }

  @Override
  public List<String> labels() {
    return labels.names();
  }

  @Override
  public Classification classify(String text) {
    return Waiting.on(submit(text, ScoringOptions.defaults()));
  }

  @Override
  public Classification classify(TextPair texts) {
    return Waiting.on(submitPair(texts, ScoringOptions.defaults()));
  }

  @Override
  public List<Result<Classification>> classifyAll(List<String> texts, ScoringOptions options) {
    try (Stream<Result<Classification>> results = classifyEach(texts.stream(), options)) {
      return results.toList();
    }
  }

  @Override
  public List<Result<Classification>> classifyPairs(List<TextPair> pairs, ScoringOptions options) {
    try (Stream<Result<Classification>> results =
        opened.each(pairs.stream(), pair -> submitPair(pair, options))) {
      return results.toList();
    }
  }

  @Override
  public Stream<Result<Classification>> classifyEach(Stream<String> texts, ScoringOptions options) {
    return opened.each(texts, text -> submit(text, options));
  }

  @Override
  public CompletableFuture<Classification> submit(String text, ScoringOptions options) {
    return classified(() -> read(TextInput.of(text), options), options);
  }

  @Override
  public CompletableFuture<Classification> submitPair(TextPair texts, ScoringOptions options) {
    return classified(() -> read(TextInput.of(texts.first(), texts.second()), options), options);
  }

  @Override
  public CompletableFuture<Classification> submitTokens(int[] tokens, ScoringOptions options) {
    return classified(() -> opened.texts().request(tokens, limit(options)), options);
  }

  private EncoderRequest read(TextInput input, ScoringOptions options) {
    return opened.texts().request(opened.texts().read(input, limit(options)));
  }

  private static EncoderTexts.Limit limit(ScoringOptions options) {
    return new EncoderTexts.Limit(options.maxTokens(), options.overflow());
  }

  private CompletableFuture<Classification> classified(
      Supplier<EncoderRequest> read, ScoringOptions options) {
    return opened.start(
        () -> {
          expect(Subject.TEXTS);
          EncoderRequest request = read.get();
          int tokens = request.ids().length;
          return new Work<>(
              request,
              vectors ->
                  new Classification(
                      LabelScores.of(vectors[0], function(options), labels), tokens));
        },
        Deadline.in(options.timeout()));
  }

  private OutputFunction function(ScoringOptions options) {
    return LabelScores.function(options, labels.classifying());
  }

  private void expect(Subject asked) {
    if (subject() != asked) {
      throw RequestException.invalid(
          "model",
          subject() == Subject.TOKENS
              ? "model: labels the tokens of a text, not texts; use labelTokens"
              : "model: labels texts, not their tokens; use classify");
    }
  }

  @Override
  public LabeledText labelTokens(String text) {
    return Waiting.on(submitLabels(text, ScoringOptions.defaults()));
  }

  @Override
  public List<Result<LabeledText>> labelAllTokens(List<String> texts, ScoringOptions options) {
    try (Stream<Result<LabeledText>> results =
        opened.each(texts.stream(), text -> submitLabels(text, options))) {
      return results.toList();
    }
  }

  @Override
  public CompletableFuture<LabeledText> submitLabels(String text, ScoringOptions options) {
    TokenLabels tokens = new TokenLabels(text, opened.loaded().tokenizer().vocabulary());
    return opened.start(
        () -> {
          expect(Subject.TOKENS);
          Encoding encoding = opened.texts().read(TextInput.of(text), limit(options));
          return new Work<>(
              opened.texts().request(encoding),
              vectors -> tokens.of(encoding, vectors, function(options), labels));
        },
        Deadline.in(options.timeout()));
  }

  @Override
  public void close() {
    opened.close();
  }
}
