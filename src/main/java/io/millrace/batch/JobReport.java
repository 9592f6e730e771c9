package io.millrace.batch;

import io.millrace.ModelInfo;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * What a finished job did.
 *
 * @param answered requests answered
 * @param failed requests and lines in the errors
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 * @param elapsed from the first line read to the last record written
 * @param model what answered
 * @param modelsNamed what the bodies called the model, at most 20 names
 */
public record JobReport(
    long answered,
    long failed,
    long promptTokens,
    long completionTokens,
    Duration elapsed,
    ModelInfo model,
    List<String> modelsNamed) {

  public JobReport {
    modelsNamed = List.copyOf(modelsNamed);
  }

  /** Requests answered or failed in a second. */
  public double requestsPerSecond() {
    return perSecond(answered + failed);
  }

  /** Tokens written in a second. */
  public double completionTokensPerSecond() {
    return perSecond(completionTokens);
  }

  private double perSecond(long count) {
    return count / Math.max(1e-9, elapsed.toNanos() / 1e9);
  }

  /** The report as one line of JSON. */
  public String toJson() {
    JsonArray.Builder names = JsonArray.builder();
    modelsNamed.forEach(names::add);
    return JsonObject.builder()
        .put("answered", answered)
        .put("failed", failed)
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", completionTokens)
        .put("seconds", elapsed.toMillis() / 1e3)
        .put("requests_per_second", requestsPerSecond())
        .put("completion_tokens_per_second", completionTokensPerSecond())
        .put("model", model.name())
        .put("model_file", model.file().toString())
        .put("system_fingerprint", model.fingerprint())
        .put("models_named", names.build())
        .put("kernels", model.kernels())
        .put("threads", model.threads())
        .build()
        .toJson();
  }
}
