package io.millrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.ModelInfo;
import io.millrace.ModelMetrics;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of the figures and the keys of their JSON, on made-up runs. */
class BatchFigureTest {

  private static final ModelInfo MODEL =
      new ModelInfo(Path.of("tiny.gguf"), "llama", 2048, 100, false, "fp_0", "generic", 2, 32);
  private static final BatchPlan.Batch BATCH = new BatchPlan.Batch(32, 128, 32);

  /** Metrics after so many steps, each with {@code occupancy} sequences and 10 ms in all. */
  private static ModelMetrics metrics(long steps, double occupancy) {
    Duration none = Duration.ZERO;
    return new ModelMetrics(
        steps,
        0,
        0,
        3 * steps,
        0,
        0,
        0,
        2 * steps,
        0,
        0,
        0,
        occupancy,
        0,
        none,
        none,
        Duration.ofMillis(steps), // plan
        Duration.ofMillis(4 * steps), // forward
        Duration.ofMillis(2 * steps), // head
        Duration.ofMillis(2 * steps), // sample
        Duration.ofMillis(steps / 2)); // publish
  }

  private static List<String> keys(BatchFigure figure) {
    return List.copyOf(((JsonObject) JsonValue.parse(figure.toJson())).members().keySet());
  }

  private static JsonField json(BatchFigure figure) {
    assertEquals(1, figure.toJson().lines().count());
    JsonField json = JsonValue.parse(figure.toJson()).at("");
    assertEquals(figure.work(), BatchWork.of(json.require("work").asString()));
    assertEquals("tiny", json.require("model").asString());
    assertEquals("generic", json.require("kernels").asString());
    assertEquals(2, json.require("threads").asInt(2, 2));
    return json;
  }

  private static double number(JsonField json, String key) {
    return json.require(key).asDouble(-1e12, 1e12);
  }

  @Test
  void ratesOfABatchComeFromTheDifference() {
    BatchRates rates = new BatchRates(BATCH, 16, 20);
    assertEquals(256, rates.read()); // 4096 tokens in 16 s
    assertEquals(256, rates.written()); // 1024 tokens in 4 s
    assertEquals(1000 / 256.0 + 100 / 256.0, rates.perfectSeconds(1000, 100), 1e-9);
    BatchRates twice = BatchRates.between(rates, new BatchRates(BATCH, 8, 16));
    assertEquals(4096 / 12.0, twice.read());
    assertEquals(1024 / 6.0, twice.written());
    assertTrue(Double.isNaN(new BatchRates(BATCH, 16, 16).written()));
  }

  @Test
  void aLongTailedJobStandsAgainstPerfectBatches() {
    MeteredRun run = new MeteredRun(10, 1024, 0, 512, metrics(100, 20), metrics(300, 30));
    LongTailedFigure figure =
        LongTailedFigure.of(MODEL, 500, run, new BatchRates(BATCH, 16, 20)); // 256 tokens/s each
    assertEquals(153.6, figure.rate(), 1e-9);
    assertEquals(60, figure.percentOfPerfect(), 1e-9); // perfect: 4 s + 2 s
    JsonField json = json(figure);
    assertEquals(
        List.of(
            "work",
            "model",
            "kernels",
            "threads",
            "requests",
            "promptTokens",
            "generatedTokens",
            "seconds",
            "tokensPerSecond",
            "perfectSeconds",
            "percentOfPerfect",
            "read",
            "written",
            "steps",
            "occupancy",
            "preemptions",
            "recomputedTokens"),
        keys(figure));
    assertEquals(60, number(json, "percentOfPerfect"));
    assertEquals(200, number(json, "steps"));
    assertEquals(35, number(json, "occupancy")); // (300 x 30 - 100 x 20) / 200
    assertEquals(400, number(json, "preemptions"));
    assertEquals(600, number(json, "recomputedTokens"));
    assertTrue(figure.toText().contains("60.0 %"), figure.toText());
  }

  @Test
  void whatNoiseHidIsNull() {
    MeteredRun run = new MeteredRun(10, 1024, 0, 512, metrics(0, 0), metrics(10, 1));
    LongTailedFigure figure = LongTailedFigure.of(MODEL, 5, run, new BatchRates(BATCH, 16, 15));
    JsonObject json = (JsonObject) JsonValue.parse(figure.toJson());
    assertEquals(JsonNull.NULL, json.members().get("written"));
    assertEquals(JsonNull.NULL, json.members().get("percentOfPerfect"));
  }

  @Test
  void aSharedPrefixIsOnOverOff() {
    BatchPlan.Shared job = new BatchPlan.Shared(200, 1000, 50, 30);
    SharedPrefixFigure figure = new SharedPrefixFigure(MODEL, job, 4, 0.5, 199 * 960);
    JsonField json = json(figure);
    assertEquals(
        List.of(
            "work",
            "model",
            "kernels",
            "threads",
            "requests",
            "prefix",
            "own",
            "generated",
            "requestsPerSecondOn",
            "requestsPerSecondOff",
            "ratio",
            "cachedTokens"),
        keys(figure));
    assertEquals(8, number(json, "ratio"));
    assertEquals(191_040, number(json, "cachedTokens"));
    assertTrue(figure.toText().contains("8.0 x"), figure.toText());
  }

  @Test
  void theSharesOfAStepMakeTheWhole() {
    MeteredRun run = new MeteredRun(2, 0, 0, 0, metrics(100, 1), metrics(300, 1));
    StepShares shares = StepShares.of(run); // 200 steps of 10 ms
    assertEquals(0.1, shares.plan(), 1e-9);
    assertEquals(0.4, shares.forward(), 1e-9);
    assertEquals(0.2, shares.head(), 1e-9);
    assertEquals(0.2, shares.sample(), 1e-9);
    assertEquals(0.05, shares.publish(), 1e-9);
    assertEquals(0.05, shares.rest(), 1e-9);
    SequencesFigure figure = new SequencesFigure(MODEL, BATCH, 300, 250, shares);
    JsonField json = json(figure);
    assertEquals(
        List.of(
            "work",
            "model",
            "kernels",
            "threads",
            "sequences",
            "prompt",
            "generated",
            "read",
            "written",
            "percent"),
        keys(figure));
    JsonField percent = json.require("percent");
    assertEquals(
        List.of("plan", "forward", "head", "sample", "publish", "rest", "outside"),
        List.copyOf(percent.object().members().keySet()));
    assertEquals(40, number(percent, "outside"), 1e-9); // all but forward and head
    assertTrue(figure.toText().contains("40.00 %"), figure.toText());
  }

  @Test
  void theFigureIsTheRepetitionInTheMiddle() {
    assertEquals(2, Figures.median(List.of(3, 1, 2), number -> number));
    assertEquals(3, Figures.median(List.of(3, 1), number -> number));
  }
}
