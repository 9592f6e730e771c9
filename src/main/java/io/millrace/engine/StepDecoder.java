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

/** Turns the hidden states of a step into tokens and scores. One thread's. */
final class StepDecoder implements AutoCloseable {

  private final Head head;
  private final Sampler sampler;

  StepDecoder(Network network, Kernels kernels) {
    head =
        new Head(kernels, network.unembedding(), network.unembeddingBias(), network.logitSoftCap());
    sampler = new Sampler(head);
  }

  /**
   * Decodes.
   *
   * @param plan what was run
   * @param hidden F32 {@code [outputs, d]}, as {@link StepRunner#run} returns it
   * @return a result for every slice's sequence and those that draw with it, slice by slice
   */
  List<SliceResult> decode(StepPlan plan, Tensor hidden) {
    List<RowTask> tasks = new ArrayList<>();
    plan.slices().forEach(slice -> addTasks(slice, tasks));
    List<RowResult> rows = tasks.isEmpty() ? List.of() : sampler.run(hidden, tasks);
    List<SliceResult> results = new ArrayList<>();
    int row = 0;
    for (Slice slice : plan.slices()) {
      addResults(slice, rows.subList(row, row + slice.outputs()), results);
      row += slice.outputs();
    }
    return results;
  }

  /** Time spent on making logits so far, in nanoseconds. */
  long headNanos() {
    return head.productNanos();
  }

  private static void addTasks(Slice slice, List<RowTask> tasks) {
    Sequence sequence = slice.sequence();
    int logprobs = Math.max(0, sequence.request().sampling().logprobs());
    int first = slice.position() + slice.firstScore();
    for (int i = 0; i < slice.scores(); i++) {
      tasks.add(new RowTask.Score(sequence.token(first + i + 1), logprobs));
    }
    slice.drawing().forEach(drawing -> tasks.add(task(drawing)));
  }

  private static RowTask task(Sequence drawing) {
    return drawing
        .group()
        .<RowTask>map(group -> new RowTask.Rank(drawing.sampling(), group.candidates()))
        .orElseGet(() -> new RowTask.Draw(drawing.sampling()));
  }

  private static void addResults(Slice slice, List<RowResult> rows, List<SliceResult> results) {
    List<TokenScore> scores = new ArrayList<>();
    for (int i = 0; i < slice.scores(); i++) {
      if (rows.get(i) instanceof RowResult.Failure failure) {
        int position = slice.position() + slice.firstScore() + i;
        results.addAll(SliceResult.failed(slice, unusable(position, failure)));
        return;
      }
      scores.add(score((RowResult.Token) rows.get(i)));
    }
    if (!slice.draws()) {
      results.add(SliceResult.scored(slice.sequence(), scores));
    }
    for (int i = 0; i < slice.drawing().size(); i++) {
      Sequence sequence = slice.drawing().get(i);
      List<TokenScore> own = sequence == slice.sequence() ? scores : List.of();
      RowResult row = rows.get(slice.scores() + i);
      if (row instanceof RowResult.Token token) {
        results.add(SliceResult.drawn(sequence, own, score(token)));
      } else if (row instanceof RowResult.Ranking ranking) {
        results.add(SliceResult.ranked(sequence, own, ranking));
      } else {
        RowResult.Failure failure = (RowResult.Failure) row;
        results.add(SliceResult.failed(sequence, unusable(slice.end() - 1, failure)));
      }
    }
  }

  private static TokenScore score(RowResult.Token token) {
    return new TokenScore(token.token(), token.logprob(), token.top());
  }

  private static RuntimeException unusable(int position, RowResult.Failure failure) {
    return new IllegalStateException("position " + position + ": " + failure.reason());
  }

  @Override
  public void close() {
    head.close();
  }
}
