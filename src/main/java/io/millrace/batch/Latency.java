package io.millrace.batch;

import java.time.Duration;

/**
 * How long requests took from being handed to the model to their answers, waiting for their turn
 * included; at most 13 % more than the truth. The runs that were resumed count as well.
 *
 * @param p50 half of them took at most this long
 * @param p95 95 of 100 did
 * @param p99 99 of 100 did
 */
public record Latency(Duration p50, Duration p95, Duration p99) {

  static Latency of(LatencyHistogram times) {
    return new Latency(times.quantile(0.5), times.quantile(0.95), times.quantile(0.99));
  }
}
