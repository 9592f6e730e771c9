package io.millrace.engine;

import io.millrace.decoding.Head;
import io.millrace.decoding.RowResult;
import io.millrace.decoding.RowTask;
import io.millrace.decoding.Sampler;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.Kernels;
import io.millrace.model.Network;
import io.millrace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the hidden states of a step into tokens and scores. One thread's. */
final class StepDecoder implements AutoCloseable {

  private final Head head;
  private final Sampler sampler;

  StepDecoder(Network network, Kernels kernels) {
    head = new Head(kernels, network.unembedding(), network.logitSoftCap());
    sampler = new Sampler(head);
  }

  /**
   * Decodes.
   *
   * @param plan what was run
   * @param hidden F32 {@code [outputs, d]}, as {@link StepRunner#run} returns it
   * @return a result for every slice, in their order
   */
  List<SliceResult> decode(StepPlan plan, Tensor hidden) {
    List<RowTask> tasks = new ArrayList<>();
    plan.slices().forEach(slice -> addTasks(slice, tasks));
    List<RowResult> rows = tasks.isEmpty() ? List.of() : sampler.run(hidden, tasks);
    List<SliceResult> results = new ArrayList<>();
    int row = 0;
    for (Slice slice : plan.slices()) {
      results.add(result(slice, rows.subList(row, row + slice.outputs())));
      row += slice.outputs();
    }
    return results;
  }

  private static void addTasks(Slice slice, List<RowTask> tasks) {
    Sequence sequence = slice.sequence();
    int logprobs = Math.max(0, sequence.request().sampling().logprobs());
    for (int i = 0; i < slice.scores(); i++) {
      tasks.add(new RowTask.Score(sequence.token(slice.position() + i + 1), logprobs));
    }
    if (slice.draws()) {
      tasks.add(new RowTask.Draw(sequence.sampling()));
    }
  }

  private static SliceResult result(Slice slice, List<RowResult> rows) {
    List<TokenScore> scores = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) instanceof RowResult.Failure failure) {
        int position = i < slice.scores() ? slice.position() + i : slice.end() - 1;
        return SliceResult.failed(slice, unusable(slice, position, failure.reason()));
      }
      RowResult.Token token = (RowResult.Token) rows.get(i);
      scores.add(new TokenScore(token.token(), token.logprob(), token.top()));
    }
    Optional<TokenScore> next =
        slice.draws() ? Optional.of(scores.remove(scores.size() - 1)) : Optional.empty();
    return new SliceResult(slice, scores, next, Optional.empty());
  }

  private static RuntimeException unusable(Slice slice, int position, String reason) {
    return new IllegalStateException(
        slice.sequence().request().id() + ": position " + position + ": " + reason);
  }

  @Override
  public void close() {
    head.close();
  }
}
