package io.millrace.batch;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** A report as JSON: counts are of all runs; rates, texts and the engine's work of this one. */
final class ReportJson {

  private ReportJson() {}

  static JsonObject of(JobReport report) {
    Outcomes outcomes = report.outcomes();
    JsonObject.Builder json =
        JsonObject.builder()
            .put("end", report.end().name().toLowerCase(Locale.ROOT))
            .put("answered", outcomes.answered())
            .put("failed", outcomes.failed())
            .put("retriable", outcomes.retriable())
            .put("deduplicated", outcomes.deduplicated())
            .put("resumed", report.resumed())
            .put("prompt_tokens", report.allTokens().prompt())
            .put("cached_tokens", report.allTokens().cached())
            .put("completion_tokens", report.allTokens().generated());
    return model(run(json, report), report).build();
  }

  private static JsonObject.Builder run(JsonObject.Builder json, JobReport report) {
    TokenCounts tokens = report.tokens();
    return json.put("seconds", seconds(report.elapsed()))
        .put("requests_per_second", report.requestsPerSecond())
        .put("prompt_tokens_per_second", report.perSecond(tokens.prompt()))
        .put("cached_tokens_per_second", report.perSecond(tokens.cached()))
        .put("completion_tokens_per_second", report.perSecond(tokens.generated()))
        .put("texts", report.texts())
        .put("texts_per_second", report.perSecond(report.texts()))
        .put("latency_seconds", latency(report.latency()))
        .put("engine", engine(report.engine(), report.elapsed()))
        .put("peak_resident_bytes", report.memory().residentBytes())
        .put("peak_heap_bytes", report.memory().heapBytes());
  }

  private static JsonObject.Builder model(JsonObject.Builder json, JobReport report) {
    JsonArray.Builder names = JsonArray.builder();
    report.modelsNamed().forEach(names::add);
    return json.put("model", report.model().name())
        .put("model_file", report.model().file().toString())
        .put("system_fingerprint", report.model().fingerprint())
        .put("models_named", names.build())
        .put("kernels", report.model().kernels())
        .put("threads", report.model().threads())
        .put("max_sequences", report.model().maxSequences());
  }

  private static JsonObject latency(Latency latency) {
    return JsonObject.builder()
        .put("p50", seconds(latency.p50()))
        .put("p95", seconds(latency.p95()))
        .put("p99", seconds(latency.p99()))
        .build();
  }

  private static JsonObject engine(EngineWork engine, Duration elapsed) {
    return JsonObject.builder()
        .put("steps", engine.steps())
        .put("occupancy", engine.occupancy())
        .put("preemptions", engine.preemptions())
        .put("cache_use", engine.cacheUse())
        .put("plan_seconds", seconds(engine.plan()))
        .put("forward_seconds", seconds(engine.forward()))
        .put("head_seconds", seconds(engine.head()))
        .put("sample_seconds", seconds(engine.sample()))
        .put("publish_seconds", seconds(engine.publish()))
        .put("overhead_percent", 100 * engine.overhead(elapsed))
        .build();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1_000_000_000.0;
  }
}
