package io.millrace.bench;

import io.millrace.ModelInfo;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import io.millrace.kernel.Peaks;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How fast a model is.
 *
 * @param model what was measured, and on which kernels
 * @param prompts tokens a second of one prompt by its tokens, in the order measured
 * @param batches rates by number of sequences, in the order measured
 * @param peaks what the machine can do at most, or empty if that could not be measured
 */
public record ModelFigures(
    ModelInfo model,
    Map<Integer, Double> prompts,
    Map<Integer, Rates> batches,
    Optional<Peaks> peaks) {

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
            .put("kernels", model.kernels());
    prompts.forEach((length, rate) -> json.put("prompt" + length, rounded(rate)));
    batches.forEach((size, rates) -> json.put("batch" + size, json(rates)));
    peaks.ifPresent(measured -> json.put("peaks", json(measured)));
    return json.build().toJson();
  }

  private static JsonObject json(Peaks peaks) {
    return JsonObject.builder()
        .put("int8Gops", rounded(peaks.int8Gops()))
        .put("f32Gflops", rounded(peaks.f32Gflops()))
        .put("readGBps", rounded(peaks.readGBps()))
        .build();
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
    StringBuilder text = new StringBuilder();
    line(text, "%s, kernels %s, %d threads", model.name(), model.kernels(), model.threads());
    peaks.ifPresent(measured -> text.append("; ").append(text(measured)));
    line(text, "%n%-24s %10s %10s", "tokens a second", "read", "written");
    prompts.forEach((length, rate) -> line(text, "%n%-24s %10.1f", "a prompt of " + length, rate));
    batches.forEach(
        (size, rates) ->
            line(
                text,
                "%n%-24s %10.1f %10.1f",
                size + " of 128 + 32",
                rates.prompt(),
                rates.generate()));
    return text.toString();
  }

  /** Peaks in one line for people. */
  public static String text(Peaks peaks) {
    return String.format(
        Locale.ROOT,
        "peaks: int8 %.0f GOP/s, f32 %.0f GFLOP/s, reading %.1f GB/s",
        peaks.int8Gops(),
        peaks.f32Gflops(),
        peaks.readGBps());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
