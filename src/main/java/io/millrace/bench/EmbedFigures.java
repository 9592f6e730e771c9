package io.millrace.bench;

import io.millrace.ModelInfo;
import io.millrace.json.JsonObject;
import java.util.List;

/**
 * How fast an encoder is.
 *
 * @param model what was measured, and on which kernels
 * @param tokens of all texts, those put around them included
 * @param seconds that all texts took, the median of the repetitions
 * @param vectors of the texts, in order
 */
public record EmbedFigures(ModelInfo model, long tokens, double seconds, List<float[]> vectors) {

  /** Copies the list. */
  public EmbedFigures {
    vectors = List.copyOf(vectors);
  }

  /** Texts that were encoded in a second. */
  public double textsPerSecond() {
    return vectors.size() / seconds;
  }

  /** Tokens that were read in a second. */
  public double tokensPerSecond() {
    return tokens / seconds;
  }

  /** One line of JSON. */
  public String toJson() {
    return JsonObject.builder()
        .put("model", model.name())
        .put("kernels", model.kernels())
        .put("threads", model.threads())
        .put("texts", vectors.size())
        .put("tokens", tokens)
        .put("textsPerSecond", Figures.number(textsPerSecond()))
        .put("tokensPerSecond", Figures.number(tokensPerSecond()))
        .build()
        .toJson();
  }

  /** A table for people. */
  public String toText() {
    double mean = (double) tokens / vectors.size();
    return Figures.title(model, "%d texts of %.1f tokens", vectors.size(), mean)
        + Figures.row("encoded", textsPerSecond(), "texts/s")
        + Figures.row("read", tokensPerSecond(), "tokens/s");
  }
}
