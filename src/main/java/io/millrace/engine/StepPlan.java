package io.millrace.engine;

import java.util.List;

/**
 * What one forward pass will do: how many tokens of which sequence, into which cache blocks.
 *
 * <p>A plan is plain data. The scheduler makes it, the runner executes it, and neither calls the
 * other, so that a policy can be tested without a model.
 *
 * @param sources to be encoded before anything is run that reads them
 * @param slices in execution order
 * @param copies blocks to be copied before anything else
 * @param freshBlocks blocks that are used for the first time since they were taken, to be zeroed
 */
record StepPlan(
    List<Source> sources,
    List<Slice> slices,
    List<BlockCopy> copies,
    List<FreshBlock> freshBlocks) {

  StepPlan {
    sources = List.copyOf(sources);
    slices = List.copyOf(slices);
    copies = List.copyOf(copies);
    freshBlocks = List.copyOf(freshBlocks);
  }

  /** A block of a kind of layer that gets the content of another one, which sequences share. */
  record BlockCopy(int kind, int from, int to) {}

  /** A block of a kind of layer to be zeroed. */
  record FreshBlock(int kind, int block) {}

  /**
   * The source of a sequence, whole.
   *
   * @param blocks where its keys and values go; taken for it, to be zeroed
   */
  record Source(Sequence sequence, int[] blocks) {

    int[] ids() {
      return sequence.request().source();
    }

    /** Rows encoded before, until the sequence was preempted. */
    int recomputedRows() {
      return sequence.furthest() > 0 ? ids().length : 0;
    }
  }

  /**
   * A run of tokens of one sequence.
   *
   * @param position the position of the first
   * @param count how many, at least 1
   * @param blocks the sequence's blocks from position 0 on, for each kind of layer
   * @param source the blocks of its source; none if it has none
   * @param drawing sequences whose next token the last row decides: this one, and those that
   *     continue the same prompt; empty if the row decides nothing
   */
  record Slice(
      Sequence sequence,
      int position,
      int count,
      List<int[]> blocks,
      int[] source,
      List<Sequence> drawing) {

    Slice {
      blocks = List.copyOf(blocks);
      drawing = List.copyOf(drawing);
    }

    int end() {
      return position + count;
    }

    boolean draws() {
      return !drawing.isEmpty();
    }

    /** The first row that scores the prompt token that follows it. */
    int firstScore() {
      return Math.max(0, sequence.promptScores().size() - position);
    }

    /** How many rows score the prompt token that follows them. */
    int scores() {
      int scorable = Math.min(end(), sequence.promptLength() - 1) - position - firstScore();
      return sequence.scoredPrompt() ? Math.max(0, scorable) : 0;
    }

    /** How many hidden states are wanted: those that score, then the last row's for each draw. */
    int outputs() {
      return scores() + drawing.size();
    }

    /** Rows computed before, until the sequence was preempted. */
    int recomputedRows() {
      return Math.max(0, Math.min(end(), sequence.furthest()) - position);
    }

    /** Rows that belong to the prompt and were not computed before. */
    int promptRows() {
      int from = Math.max(position, sequence.furthest());
      return Math.max(0, Math.min(end(), sequence.promptLength()) - from);
    }
  }

  /** Rows of the step, those of sources apart. */
  int rows() {
    return slices.stream().mapToInt(Slice::count).sum();
  }

  /** Rows of sources. */
  int sourceRows() {
    return sources.stream().mapToInt(source -> source.ids().length).sum();
  }

  boolean isEmpty() {
    return slices.isEmpty();
  }
}
