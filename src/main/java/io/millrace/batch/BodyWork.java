package io.millrace.batch;

import io.millrace.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a body asks for: parts that the model answers, and a response made of their answers.
 *
 * @param <A> the answer to a part
 */
interface BodyWork<A> {

  /**
   * The parts, at least one; each starts when it is asked for, and waits while the model has
   * enough.
   */
  List<Supplier<CompletableFuture<A>>> parts();

  /** Sequences that the model runs for it. */
  int sequences();

  /** What the planner knows of it. */
  WindowOrder.Item item();

  /** Whether the answer is the same under every id. */
  boolean isIndependentOfId();

  /** The same for so long at most. */
  BodyWork<A> withTimeout(Duration timeout);

  /**
   * Looks for what can be known to be wrong without answering.
   *
   * @throws io.millrace.RequestException if it would not be answered
   */
  void check();

  /** The body of the response. */
  JsonObject write(ResponseHead head, List<A> answers);

  /** What an answer has cost. */
  WorkCounts count(A answer);
}
