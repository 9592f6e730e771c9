package io.millrace.engine;

import io.millrace.cache.BlockPool;
import io.millrace.decoding.BeamSearch;
import io.millrace.engine.StepPlan.BlockCopy;
import io.millrace.engine.StepPlan.FreshBlock;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.engine.StepPlan.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides which tokens run next. Plain bookkeeping, without a model. One thread's.
 *
 * <p>A step holds, within its budget of rows: one row of every sequence that generates, as much of
 * the prompts of the others that run as fits, and then the beginnings of new ones; older sequences
 * first. A sequence is admitted when the cache has room for what it has to compute. When blocks run
 * out later, the latest sequence gives its own up and waits to be computed again, so that the
 * oldest always gets on. A sequence whose next block another one is about to compute waits for it.
 *
 * <p>A sequence with a source brings it along when it is admitted: encoded whole, within the same
 * budget, or as the only source of its step, so that none is too long or waits for a calm moment.
 */
final class Scheduler {

  private final int maxSequences;
  private final int batchTokens;
  private final CacheBlocks cache;
  private final SequenceQueue waiting = new SequenceQueue();
  private final SequenceQueue running = new SequenceQueue();
  private long arrivals;
  private long preemptions;

  /**
   * Makes a scheduler without sequences.
   *
   * @param maxSequences sequences that run together at most; no more than {@code batchTokens} do,
   *     so that each generates a token a step
   * @param batchTokens rows of a step at most
   */
  Scheduler(int maxSequences, int batchTokens, CacheBlocks cache) {
    this.maxSequences = Math.min(maxSequences, batchTokens);
    this.batchTokens = batchTokens;
    this.cache = cache;
  }

  /** Queues a sequence, which must fit into the empty cache, with those that share its prompt. */
  void add(Sequence sequence) {
    for (int kind = 0; kind < cache.kinds().size(); kind++) {
      long most = most(kind, sequence.mostPositions());
      if (sequence.group().isPresent() && sequence.familySize() > 1) {
        // Each beam may hold all its blocks alone, and claims one more while others are admitted.
        most = sequence.familySize() * (most + 1);
      }
      if (most > cache.pool(kind).blocks()) {
        throw new IllegalArgumentException(
            "scheduler: sequence needs %d blocks, the cache has %d"
                .formatted(most, cache.pool(kind).blocks()));
      }
    }
    int source = LayerKind.blocksFor(sequence.request().source().length);
    int sources = cache.sources().map(BlockPool::blocks).orElse(0);
    if (source > sources) {
      throw new IllegalArgumentException(
          "scheduler: source needs %d blocks, the cache has %d".formatted(source, sources));
    }
    long number = arrivals++;
    sequence.family().forEach(each -> each.arrive(number));
    waiting.add(sequence);
  }

  /** Admits what fits and plans a step; it is empty if there is nothing to run. */
  StepPlan plan() {
    Draft draft = new Draft();
    int generating = (int) running.stream().filter(Sequence::generates).count();
    int budget = batchTokens - generating;
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      boolean generates = sequence.generates();
      int count = generates ? 1 : Math.min(budget, sequence.remaining());
      if (count > 0 && makeRoom(sequence, count)) {
        draft.add(sequence, count);
        budget -= generates ? 0 : count;
      }
    }
    admit(draft, budget);
    // Beams wait for one of their group, that one behind an older request, and that for their room.
    while (draft.isEmpty() && !waiting.isEmpty() && !running.isEmpty()) {
      preemptLatest();
      admit(draft, budget);
    }
    return draft.plan();
  }

  /** What is known of a step until it is planned. */
  private static final class Draft {
    private final List<Source> sources = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private final List<BlockCopy> copies = new ArrayList<>();
    private final List<FreshBlock> fresh = new ArrayList<>();

    void add(Sequence sequence, int count) {
      sequence.blocks().extend(sequence.computed(), count, fresh, copies);
      boolean draws = count == sequence.remaining() && sequence.request().maxTokens() > 0;
      List<Sequence> drawing = draws ? sequence.drawing() : List.of();
      List<int[]> blocks = sequence.blocks().numbers();
      int[] source = sequence.blocks().sourceNumbers();
      slices.add(new Slice(sequence, sequence.computed(), count, blocks, source, drawing));
    }

    void addSource(Sequence sequence, int length) {
      if (length > 0) {
        sources.add(new Source(sequence, sequence.blocks().sourceNumbers()));
      }
    }

    boolean isEmpty() {
      return slices.isEmpty();
    }

    StepPlan plan() {
      return new StepPlan(sources, slices, copies, fresh);
    }
  }

  /** Preempts later sequences until a sequence has its blocks; false if it was preempted itself. */
  private boolean makeRoom(Sequence sequence, int count) {
    while (!sequence.blocks().fits(sequence.computed(), count)) {
      if (preemptLatest() == sequence) {
        return false;
      }
    }
    return true;
  }

  private Sequence preemptLatest() {
    Sequence latest = running.get(running.size() - 1);
    running.remove(latest);
    latest.release();
    waiting.add(latest);
    preemptions++;
    return latest;
  }

  private void admit(Draft draft, int budget) {
    if (waiting.isEmpty() || budget == 0) {
      return;
    }
    int left = budget;
    int slots = slots();
    int[] claims = claims();
    for (Sequence sequence : waiting.list()) {
      int source = sequence.sourceToEncode();
      boolean late = !draft.sources.isEmpty() && source >= left; // a row of its own comes behind
      if (left <= 0 || late || slots + sequence.familySize() > maxSequences) {
        return;
      }
      CachedPrefix found = cache.find(sequence);
      if (found.isComing()) {
        continue;
      }
      if (!fits(sequence, found, claims)) {
        return;
      }
      waiting.remove(sequence);
      sequence.admit(SequenceBlocks.start(cache, found, sequence), found.positions());
      running.add(sequence);
      slots += sequence.familySize();
      draft.addSource(sequence, source);
      int count = Math.min(Math.max(1, left - source), sequence.remaining());
      draft.add(sequence, count);
      left -= source + count;
      Arrays.setAll(claims, kind -> claims[kind] + claim(sequence, kind));
    }
  }

  /** Blocks of each kind that running sequences are going to take. */
  private int[] claims() {
    int[] claims = new int[cache.kinds().size()];
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      Arrays.setAll(claims, kind -> claims[kind] + claim(sequence, kind));
    }
    return claims;
  }

  /** What a running sequence has to compute still, and a block for each that will generate. */
  private int claim(Sequence sequence, int kind) {
    int left = most(kind, sequence.wanted()) - sequence.blocks().held(kind);
    return Math.max(0, left) + sequence.familySize();
  }

  /** Whether what a sequence has to compute finds room beside what runs. */
  private boolean fits(Sequence sequence, CachedPrefix found, int[] claims) {
    if (!cache.hasRoomForSource(sequence.sourceToEncode())) {
      return false;
    }
    int copied = found.rewritesLast() && !running.isEmpty() ? 1 : 0;
    for (int kind = 0; kind < claims.length; kind++) {
      int own = most(kind, sequence.wanted()) - found.held(kind, cache) + copied;
      if (own + claims[kind] > cache.pool(kind).free()) {
        return false;
      }
    }
    return true;
  }

  private int most(int kind, int positions) {
    return LayerKind.mostBlocks(cache.kinds().get(kind).window(), positions, batchTokens);
  }

  /** Takes note that a slice was run; sequences that share its prompt run on their own now. */
  void advance(Slice slice) {
    Sequence sequence = slice.sequence();
    sequence.advance(slice.count());
    if (slice.draws()) {
      sequence.fork().forEach(running::add);
    }
  }

  /**
   * Lets the beams of a group go on as its search decided, each with the blocks of the one it goes
   * on from; a preempted one is followed into the queue.
   */
  void extend(BeamGroup group, List<BeamSearch.Extension> extensions) {
    List<Sequence> members = group.members();
    List<BeamState> states = new ArrayList<>();
    extensions.forEach(extension -> states.add(members.get(extension.parent()).state()));
    members.forEach(this::remove);
    for (int beam = 0; beam < members.size(); beam++) {
      Sequence member = members.get(beam);
      member.goOn(states.get(beam), extensions.get(beam).token());
      (member.holdsBlocks() ? running : waiting).add(member);
    }
  }

  /** How many more sequences are worth queueing here. */
  int room() {
    return Math.max(0, 2 * maxSequences - waiting.size());
  }

  /** Forgets a sequence and frees its blocks. */
  void remove(Sequence sequence) {
    if (running.remove(sequence)) {
      sequence.release();
    } else {
      waiting.remove(sequence);
    }
  }

  /** Forgets the sequences that a condition holds for, running and waiting. */
  List<Sequence> removeIf(Predicate<Sequence> condition) {
    List<Sequence> removed = new ArrayList<>();
    for (SequenceQueue queue : List.of(running, waiting)) {
      queue.stream().filter(condition).forEach(removed::add);
    }
    removed.forEach(this::remove);
    return removed;
  }

  /** Sequences that hold blocks, and those that will share them. */
  int slots() {
    return running.stream().mapToInt(Sequence::familySize).sum();
  }

  /** Sequences that hold blocks. */
  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }

  /** How often a sequence gave its blocks up so far. */
  long preemptions() {
    return preemptions;
  }

  /** The cache's blocks. */
  CacheBlocks cache() {
    return cache;
  }

  boolean isIdle() {
    return running.isEmpty() && waiting.isEmpty();
  }
}
