package io.millrace.engine;

import java.util.List;

/**
 * What one forward pass will do: how many tokens of which sequence, into which cache blocks.
 *
 * <p>A plan is plain data. The scheduler makes it, the runner executes it, and neither calls the
 * other, so that a policy can be tested without a model.
 *
 * @param slices in execution order; new tokens first, then prompts
 * @param freshBlocks blocks that are used for the first time since they were taken, to be zeroed
 */
record StepPlan(List<Slice> slices, int[] freshBlocks) {

  StepPlan {
    slices = List.copyOf(slices);
  }

  /**
   * A run of tokens of one sequence.
   *
   * @param position the position of the first
   * @param count how many, at least 1
   * @param blocks the sequence's blocks from position 0 on
   * @param draws whether the hidden state of the last row decides on the next token
   */
  record Slice(Sequence sequence, int position, int count, int[] blocks, boolean draws) {

    int end() {
      return position + count;
    }

    /** How many of the first rows score the prompt token that follows them. */
    int scores() {
      int scorable = Math.min(end(), sequence.promptLength() - 1) - position;
      return sequence.scoredPrompt() ? Math.max(0, scorable) : 0;
    }

    /** How many rows' hidden states are wanted; the last one's last, all others from the first. */
    int outputs() {
      return scores() + (draws ? 1 : 0);
    }

    /** Rows that belong to the prompt. */
    int promptRows() {
      return Math.max(0, Math.min(end(), sequence.promptLength()) - position);
    }
  }

  /** Rows of the step. */
  int rows() {
    return slices.stream().mapToInt(Slice::count).sum();
  }

  boolean isEmpty() {
    return slices.isEmpty();
  }
}
