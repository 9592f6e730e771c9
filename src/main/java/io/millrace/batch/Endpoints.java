package io.millrace.batch;

import io.millrace.Classifier;
import io.millrace.LanguageModel;
import io.millrace.Model;
import io.millrace.ModelMetrics;
import io.millrace.Reranker;
import io.millrace.TextEncoder;
import io.millrace.json.JsonField;
import java.util.List;
import java.util.Optional;

/**
 * What a job can ask of an opened model.
 *
 * @param model what answers
 * @param all those that models of its kind have, in the order in which they are named
 */
record Endpoints(Model model, List<Endpoint> all) {

  /** Requests under way for each sequence that runs: one runs, the others wait for their turn. */
  private static final int A_SEQUENCE = 4;

  private static final int LEAST = 64;

  /** As many short texts as a few steps of an encoder take; its own queue is shorter. */
  private static final int TEXTS = 1024;

  static Endpoints of(Model model) {
    return new Endpoints(model, all(model));
  }

  private static List<Endpoint> all(Model model) {
    if (model instanceof LanguageModel language) {
      return List.of(new ChatEndpoint(language), new CompletionsEndpoint(language));
    }
    if (model instanceof Classifier classifier) {
      return List.of(
          classifier.subject() == Classifier.Subject.TOKENS
              ? new LabelsEndpoint(classifier)
              : new ClassifyEndpoint(classifier));
    }
    if (model instanceof TextEncoder encoder) {
      PairScorer scorer = new CosineScorer(encoder);
      return List.of(
          new EmbeddingsEndpoint(encoder), new ScoreEndpoint(scorer), new RerankEndpoint(scorer));
    }
    if (model instanceof Reranker reranker) {
      PairScorer scorer = new CrossScorer(reranker);
      return List.of(new ScoreEndpoint(scorer), new RerankEndpoint(scorer));
    }
    throw new IllegalArgumentException(
        "batch: " + model.info().name() + " was opened as a translator, expected a LanguageModel");
  }

  /** What the model has done, where its kind tells. */
  Optional<ModelMetrics> metrics() {
    return model instanceof LanguageModel language
        ? Optional.of(language.metrics())
        : Optional.empty();
  }

  /** Requests that are handed to the model at a time. */
  int underWay() {
    return model instanceof LanguageModel
        ? Math.max(LEAST, A_SEQUENCE * model.info().maxSequences())
        : TEXTS;
  }

  /** Sequences that wait for their turn in the model; encoders keep a short queue only. */
  int waiting() {
    return metrics().map(ModelMetrics::waiting).orElse(0);
  }

  /**
   * The endpoint that a line's url names.
   *
   * @throws io.millrace.json.JsonException if the model has none
   */
  Endpoint named(JsonField url) {
    return find(url.asString())
        .orElseThrow(() -> url.wrong("one of " + urls() + ", which this model answers"));
  }

  private Optional<Endpoint> find(String url) {
    return all.stream().filter(endpoint -> endpoint.url().equals(url)).findFirst();
  }

  private String urls() {
    return String.join(", ", all.stream().map(Endpoint::url).toList());
  }

  /**
   * The endpoint that texts of a text or CSV file are for.
   *
   * @throws JobRefusedException if the model has none
   */
  Endpoint forTexts(PromptUse use) throws JobRefusedException {
    List<String> wanted =
        switch (use) {
          case CHAT -> List.of(ChatEndpoint.URL);
          case COMPLETION -> List.of(CompletionsEndpoint.URL);
          case EMBEDDING -> List.of(EmbeddingsEndpoint.URL);
          case CLASSIFICATION -> List.of(ClassifyEndpoint.URL);
          case AUTO ->
              model.info().chat()
                  ? List.of(ChatEndpoint.URL)
                  : List.of(CompletionsEndpoint.URL, EmbeddingsEndpoint.URL, ClassifyEndpoint.URL);
        };
    for (String url : wanted) {
      if (find(url).isPresent()) {
        return find(url).get();
      }
    }
    throw new JobRefusedException(
        "endpoint: texts alone are for "
            + String.join(" or ", wanted)
            + ", and this model answers "
            + urls()
            + "; write lines that name their url");
  }
}
