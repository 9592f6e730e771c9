package io.millrace.bench;

import io.millrace.ModelInfo;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.Locale;
import java.util.Map;

/**
 * How fast a model is.
 *
 * @param model what was measured, and on which kernels
 * @param prompt512 tokens a second of one prompt of 512 tokens
 * @param batches rates by number of sequences
 */
public record ModelFigures(ModelInfo model, double prompt512, Map<Integer, Rates> batches) {

  /**
   * Rates of a batch, over all its sequences.
   *
   * @param prompt tokens read a second
   * @param generate tokens written a second, or NaN where noise hid it
   */
  public record Rates(double prompt, double generate) {}

  /** One line of JSON. */
  public String toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("model", model.name())
            .put("threads", model.threads())
            .put("kernels", model.kernels())
            .put("prompt512", rounded(prompt512));
    batches.forEach((size, rates) -> json.put("batch" + size, json(rates)));
    return json.build().toJson();
  }

  private static JsonObject json(Rates rates) {
    return JsonObject.builder()
        .put("prompt", JsonValue.of(rounded(rates.prompt())))
        .put("generate", written(rates))
        .build();
  }

  private static JsonValue written(Rates rates) {
    return Double.isNaN(rates.generate())
        ? JsonValue.nothing()
        : JsonValue.of(rounded(rates.generate()));
  }

  private static double rounded(double rate) {
    return Math.round(rate * 100) / 100.0;
  }

  /** A table for people. */
  public String toText() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s, kernels %s, %d threads; tokens a second%n%-24s %10.1f",
                model.name(),
                model.kernels(),
                model.threads(),
                "one prompt of 512",
                prompt512));
    batches.forEach(
        (size, rates) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%n%-24s %10.1f read %10.1f written",
                    size + " of 128 + 32",
                    rates.prompt(),
                    rates.generate())));
    return text.toString();
  }
}
