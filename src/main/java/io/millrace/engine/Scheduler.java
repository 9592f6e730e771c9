package io.millrace.engine;

import io.millrace.cache.BlockPool;
import io.millrace.engine.StepPlan.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides which tokens run next. Plain bookkeeping, without a model. One thread's.
 *
 * <p>A step holds, within its budget of rows: one row of every sequence that generates, then the
 * prompts of admitted sequences in order of admission, as much of each as fits. Sequences are
 * admitted in order of arrival, once the cache has room for the most they can need; so none that
 * runs ever lacks a block.
 */
final class Scheduler {

  private final int maxSequences;
  private final int batchTokens;
  private final BlockPool pool;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();
  private int promised; // blocks that running sequences may still take

  /**
   * Makes a scheduler without sequences.
   *
   * @param maxSequences sequences that run together at most; no more than {@code batchTokens} do,
   *     so that each generates a token a step
   * @param batchTokens rows of a step at most
   * @param pool the cache's blocks
   */
  Scheduler(int maxSequences, int batchTokens, BlockPool pool) {
    this.maxSequences = Math.min(maxSequences, batchTokens);
    this.batchTokens = batchTokens;
    this.pool = pool;
  }

  /** Queues a sequence, which must fit into the empty cache. */
  void add(Sequence sequence) {
    if (sequence.mostBlocks() > pool.blocks()) {
      throw new IllegalArgumentException(
          "scheduler: sequence needs %d blocks, the cache has %d"
              .formatted(sequence.mostBlocks(), pool.blocks()));
    }
    waiting.add(sequence);
  }

  /** Admits what fits and plans a step; it is empty if there is nothing to run. */
  StepPlan plan() {
    admit();
    List<Slice> slices = new ArrayList<>();
    IntStream.Builder fresh = IntStream.builder();
    int budget = batchTokens;
    for (Sequence sequence : running) {
      if (generates(sequence)) {
        slices.add(slice(sequence, 1, fresh));
        budget--;
      }
    }
    for (Sequence sequence : running) {
      int count = Math.min(budget, sequence.remaining());
      if (!generates(sequence) && count > 0) {
        slices.add(slice(sequence, count, fresh));
        budget -= count;
      }
    }
    return new StepPlan(slices, fresh.build().toArray());
  }

  /** Takes note that a slice was run. */
  void advance(Slice slice) {
    slice.sequence().advance(slice.count());
  }

  /** How many more sequences are worth queueing here. */
  int room() {
    return Math.max(0, maxSequences - waiting.size());
  }

  /** Forgets a running sequence and frees its blocks. */
  void remove(Sequence sequence) {
    if (running.remove(sequence)) {
      promised -= sequence.mostBlocks() - sequence.blocks().size();
      sequence.blocks().release();
    }
  }

  /** Forgets all sequences, running and waiting, and frees their blocks. */
  List<Sequence> removeAll() {
    List<Sequence> all = new ArrayList<>(running);
    List.copyOf(running).forEach(this::remove);
    all.addAll(waiting);
    waiting.clear();
    return all;
  }

  /** Sequences that hold blocks, in order of admission. */
  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }

  /** Blocks that running sequences hold. */
  int usedBlocks() {
    return pool.blocks() - pool.free();
  }

  boolean isIdle() {
    return running.isEmpty() && waiting.isEmpty();
  }

  private void admit() {
    while (!waiting.isEmpty()
        && running.size() < maxSequences
        && waiting.peek().mostBlocks() <= pool.free() - promised) {
      Sequence sequence = waiting.remove();
      sequence.admit(pool);
      promised += sequence.mostBlocks();
      running.add(sequence);
    }
  }

  private static boolean generates(Sequence sequence) {
    return sequence.generated() > 0 && sequence.remaining() == 1;
  }

  private Slice slice(Sequence sequence, int count, IntStream.Builder fresh) {
    int position = sequence.computed();
    int needed = Sequence.blocksFor(position + count);
    if (needed > sequence.blocks().size()) {
      int[] taken = sequence.blocks().growTo(needed);
      promised -= taken.length;
      Arrays.stream(taken).forEach(fresh);
    }
    boolean draws = count == sequence.remaining() && sequence.request().maxTokens() > 0;
    return new Slice(sequence, position, count, sequence.blocks().blocks(), draws);
  }
}
