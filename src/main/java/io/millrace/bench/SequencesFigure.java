package io.millrace.bench;

import io.millrace.ModelInfo;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.Locale;

/**
 * How fast a full batch of short requests is, and where its time goes.
 *
 * @param model what was measured, and on which kernels
 * @param batch the requests
 * @param read prompt tokens a second
 * @param written generated tokens a second, or NaN where noise hid it
 * @param shares of the time of reading and writing them
 */
public record SequencesFigure(
    ModelInfo model, BatchPlan.Batch batch, double read, double written, StepShares shares)
    implements BatchFigure {

  @Override
  public BatchWork work() {
    return BatchWork.SEQUENCES;
  }

  @Override
  public String toJson() {
    return Figures.json(work(), model)
        .put("sequences", batch.sequences())
        .put("prompt", batch.prompt())
        .put("generated", batch.generated())
        .put("read", Figures.number(read))
        .put("written", Figures.number(written))
        .put("percent", percent())
        .build()
        .toJson();
  }

  private JsonObject percent() {
    return JsonObject.builder()
        .put("plan", percent(shares.plan()))
        .put("forward", percent(shares.forward()))
        .put("head", percent(shares.head()))
        .put("sample", percent(shares.sample()))
        .put("publish", percent(shares.publish()))
        .put("rest", percent(shares.rest()))
        .put("outside", percent(shares.outside()))
        .build();
  }

  private static JsonValue percent(double share) {
    return Figures.number(100 * share);
  }

  @Override
  public String toText() {
    return Figures.title(
            model,
            "%d sequences: prompts of %d, %d generated",
            batch.sequences(),
            batch.prompt(),
            batch.generated())
        + Figures.row("read", read, "tokens/s")
        + Figures.row("written", written, "tokens/s")
        + row("plan", shares.plan())
        + row("forward", shares.forward())
        + row("head", shares.head())
        + row("sample", shares.sample())
        + row("publish", shares.publish())
        + row("rest", shares.rest())
        + row("outside of forward and head", shares.outside());
  }

  private static String row(String what, double share) {
    return String.format(Locale.ROOT, "%n  %-34s %10.2f %%", what, 100 * share);
  }
}
