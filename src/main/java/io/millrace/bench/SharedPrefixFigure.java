package io.millrace.bench;

import io.millrace.ModelInfo;

/**
 * How fast requests are that begin alike, with the prefix cache on and off.
 *
 * @param model what was measured, and on which kernels
 * @param job the requests
 * @param on requests a second with the cache
 * @param off requests a second without
 * @param cachedTokens prompt tokens found in the cache when it was on
 */
public record SharedPrefixFigure(
    ModelInfo model, BatchPlan.Shared job, double on, double off, long cachedTokens)
    implements BatchFigure {

  @Override
  public BatchWork work() {
    return BatchWork.SHARED_PREFIX;
  }

  /** How many times as fast the cache makes them. */
  public double ratio() {
    return on / off;
  }

  @Override
  public String toJson() {
    return Figures.json(work(), model)
        .put("requests", job.requests())
        .put("prefix", job.prefix())
        .put("own", job.own())
        .put("generated", job.generated())
        .put("requestsPerSecondOn", Figures.number(on))
        .put("requestsPerSecondOff", Figures.number(off))
        .put("ratio", Figures.number(ratio()))
        .put("cachedTokens", cachedTokens)
        .build()
        .toJson();
  }

  @Override
  public String toText() {
    return Figures.title(
            model,
            "shared prefix: %d requests of %d + %d tokens, %d generated",
            job.requests(),
            job.prefix(),
            job.own(),
            job.generated())
        + Figures.row("prefix cache on", on, "requests/s")
        + Figures.row("prefix cache off", off, "requests/s")
        + Figures.row("on over off", ratio(), "x");
  }
}
