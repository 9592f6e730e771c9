package io.millrace.batch;

import io.millrace.LanguageModel;
import io.millrace.Model;
import io.millrace.ModelMetrics;
import io.millrace.json.JsonField;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a job can ask of an opened model.
 *
 * @param model what answers
 * @param all those that models of its kind have, in the order in which they are named
 * @param metrics tells what the model has done
 */
record Endpoints(Model model, List<Endpoint> all, Supplier<ModelMetrics> metrics) {

  static Endpoints of(Model model) {
    LanguageModel language = (LanguageModel) model;
    return new Endpoints(
        model,
        List.of(new ChatEndpoint(language), new CompletionsEndpoint(language)),
        language::metrics);
  }

  /**
   * The endpoint that a line's url names.
   *
   * @throws io.millrace.json.JsonException if the model has none
   */
  Endpoint named(JsonField url) {
    for (Endpoint endpoint : all) {
      if (endpoint.url().equals(url.asString())) {
        return endpoint;
      }
    }
    throw url.wrong(
        "one of "
            + String.join(", ", all.stream().map(Endpoint::url).toList())
            + ", which this model answers");
  }

  /** The endpoint that texts of a text or CSV file are for. */
  Endpoint forTexts(PromptUse use) {
    return switch (use) {
      case CHAT -> all.get(0);
      case COMPLETION -> all.get(1);
      case AUTO -> model.info().chat() ? all.get(0) : all.get(1);
    };
  }

  /** Sequences that wait for their turn in the model. */
  int waiting() {
    return metrics.get().waiting();
  }
}
