package io.millrace.bench;

import io.millrace.ModelInfo;
import io.millrace.json.JsonObject;
import java.util.List;

/**
 * How fast an encoder-decoder is.
 *
 * @param model what was measured, and on which kernels
 * @param work what was done to each source
 * @param seconds that all sources took, the median of the repetitions
 * @param targets the tokens of the best hypothesis of each, in order
 */
public record TranslateFigures(
    ModelInfo model, TranslateBench.Work work, double seconds, List<int[]> targets) {

  /** Copies the list. */
  public TranslateFigures {
    targets = List.copyOf(targets);
  }

  /** Sources that were translated in a second. */
  public double sentencesPerSecond() {
    return targets.size() / seconds;
  }

  /** Tokens of best hypotheses that were generated in a second. */
  public double tokensPerSecond() {
    return targets.stream().mapToLong(target -> target.length).sum() / seconds;
  }

  /** One line of JSON. */
  public String toJson() {
    return JsonObject.builder()
        .put("model", model.name())
        .put("kernels", model.kernels())
        .put("threads", model.threads())
        .put("sentences", targets.size())
        .put("beams", work.beams())
        .put("newTokens", work.newTokens())
        .put("sentencesPerSecond", Figures.number(sentencesPerSecond()))
        .put("tokensPerSecond", Figures.number(tokensPerSecond()))
        .build()
        .toJson();
  }

  /** A table for people. */
  public String toText() {
    return Figures.title(
            model,
            "%d sentences, %d beams, %d new tokens",
            targets.size(),
            work.beams(),
            work.newTokens())
        + Figures.row("translated", sentencesPerSecond(), "sentences/s")
        + Figures.row("written, best hypotheses", tokensPerSecond(), "tokens/s");
  }
}
