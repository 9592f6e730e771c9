package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.decoding.BeamSearch;
import io.millrace.decoding.RankedToken;
import io.millrace.decoding.RowResult;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.AttentionSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Drives a scheduler to the end of a random load and checks each of its plans. */
final class SchedulerLoad {

  private final int maxSequences;
  private final int batchTokens;
  private final Random random;
  private final CacheBlocks blocks;
  private final SimulatedCache cache;
  private final Scheduler scheduler;
  private final RandomSequences sequences;
  private final Deque<Sequence> toCome = new ArrayDeque<>();
  private final List<Sequence> alive = new ArrayList<>();
  private int idleSteps;
  private boolean crowded;

  SchedulerLoad(int maxSequences, int batchTokens, int blockCount, Random random) {
    this.maxSequences = Math.min(maxSequences, batchTokens);
    this.batchTokens = batchTokens;
    this.random = random;
    List<LayerKind> kinds = new ArrayList<>();
    kinds.add(new LayerKind(AttentionSpec.NO_WINDOW, blockCount));
    if (random.nextBoolean()) {
      int window = 1 + random.nextInt(200);
      long enough = LayerKind.mostBlocks(window, 64L * blockCount, batchTokens);
      kinds.add(new LayerKind(window, (int) enough + random.nextInt(blockCount)));
    }
    PrefixCache caching = random.nextInt(4) == 0 ? PrefixCache.OFF : PrefixCache.ON;
    boolean sources = random.nextInt(3) == 0;
    OptionalInt sourceBlocks =
        sources ? OptionalInt.of(1 + random.nextInt(12)) : OptionalInt.empty();
    blocks = new CacheBlocks(kinds, sourceBlocks, caching);
    cache = new SimulatedCache(kinds, sourceBlocks.orElse(0));
    scheduler = new Scheduler(maxSequences, batchTokens, blocks);
    sequences = new RandomSequences(random, this.maxSequences, batchTokens, kinds, sourceBlocks);
  }

  /** Makes it mostly searches, as large as the cache allows, and lets them run. */
  SchedulerLoad crowded() {
    crowded = true;
    sequences.crowd();
    return this;
  }

  void run(int arrivals) {
    for (int i = 0; i < arrivals; i++) {
      toCome.add(sequences.next());
    }
    int steps = 0;
    while (!toCome.isEmpty() || !scheduler.isIdle()) {
      arrive();
      cancel();
      step();
      assertTrue(steps++ < 100_000, "it does not come to an end");
    }
    for (int kind = 0; kind < blocks.kinds().size(); kind++) {
      assertEquals(blocks.pool(kind).blocks(), blocks.pool(kind).free(), "blocks were leaked");
    }
    blocks
        .sources()
        .ifPresent(pool -> assertEquals(pool.blocks(), pool.free(), "source blocks were leaked"));
    int all = blocks.kinds().stream().mapToInt(LayerKind::blocks).sum();
    blocks.index().ifPresent(index -> assertTrue(index.size() <= all, "nodes were leaked"));
    assertTrue(scheduler.plan().isEmpty());
    assertEquals(List.of(), alive);
  }

  private void arrive() {
    while (!toCome.isEmpty() && (scheduler.isIdle() || random.nextInt(3) == 0)) {
      Sequence sequence = toCome.remove();
      alive.addAll(sequence.family());
      scheduler.add(sequence);
    }
  }

  private void cancel() {
    if (!alive.isEmpty() && random.nextInt(crowded ? 1000 : 30) == 0) {
      alive.get(random.nextInt(alive.size())).cancel();
    }
    for (Sequence sequence : scheduler.removeIf(Sequence::isCancelled)) {
      forget(sequence);
    }
  }

  private void step() {
    StepPlan plan = scheduler.plan();
    boolean work = !scheduler.isIdle();
    assertEquals(work, !plan.isEmpty(), "of " + scheduler.waiting() + " that wait none runs");
    check(plan);
    cache.run(plan);
    if (random.nextInt(crowded ? 3000 : 100) == 0) {
      fail(plan);
      return;
    }
    // As the engine does: a report may let beams go on that are computed again in the same step.
    plan.slices().forEach(scheduler::advance);
    plan.slices().forEach(this::decode);
  }

  private void fail(StepPlan plan) {
    for (Slice slice : plan.slices()) {
      scheduler.remove(slice.sequence());
      forget(slice.sequence());
    }
  }

  /** A sequence that was removed is gone with its family, and with all of its group. */
  private void forget(Sequence sequence) {
    alive.removeAll(sequence.family());
    if (sequence.group().isPresent()) {
      sequence.group().get().end();
      sequence.group().get().members().forEach(scheduler::remove);
      alive.removeAll(sequence.group().get().members());
    }
  }

  private void check(StepPlan plan) {
    assertTrue(plan.rows() <= batchTokens, plan.rows() + " rows in a step");
    int together = plan.rows() + plan.sourceRows();
    assertTrue(together <= batchTokens || plan.sources().size() <= 1, together + " rows in a step");
    assertTrue(scheduler.slots() <= maxSequences, scheduler.slots() + " run together");
    Set<Sequence> seen = new HashSet<>();
    for (Slice slice : plan.slices()) {
      Sequence sequence = slice.sequence();
      assertTrue(seen.add(sequence), "a sequence twice in a step");
      assertFalse(sequence.isCancelled(), "a cancelled sequence runs");
      assertEquals(sequence.computed(), slice.position());
      assertTrue(slice.count() >= 1 && slice.count() <= sequence.remaining());
      boolean draws = slice.count() == sequence.remaining() && sequence.request().maxTokens() > 0;
      assertEquals(draws ? sequence.drawing() : List.of(), slice.drawing());
    }
    checkTheOldestGetsOn(plan, seen);
  }

  /** Whoever is oldest runs, so that everybody ends some day. */
  private void checkTheOldestGetsOn(StepPlan plan, Set<Sequence> seen) {
    if (plan.isEmpty()) {
      return;
    }
    Sequence oldest = alive.get(0);
    for (Sequence sequence : alive) {
      boolean older =
          sequence.arrival() < oldest.arrival()
              || (sequence.arrival() == oldest.arrival() && sequence.choice() < oldest.choice());
      oldest = older ? sequence : oldest;
    }
    List<Sequence> together = oldest.group().map(BeamGroup::members).orElse(List.of(oldest));
    if (Collections.disjoint(seen, together)) {
      idleSteps++;
    } else {
      idleSteps = 0;
    }
    assertTrue(idleSteps <= 2000, "the oldest sequence starves");
  }

  private void decode(Slice slice) {
    slice.sequence().promptScores().addAll(scores(slice));
    if (slice.sequence().group().isPresent()) {
      report(slice);
      return;
    }
    for (Sequence sequence : slice.drawing()) {
      sequence.append(random.nextInt(RandomSequences.VOCABULARY));
      boolean full = sequence.generated() == sequence.request().maxTokens();
      if (full || random.nextInt(crowded ? 600 : 60) == 0) {
        end(sequence);
      }
    }
    if (slice.sequence().request().maxTokens() == 0 && slice.sequence().remaining() == 0) {
      end(slice.sequence());
    }
  }

  /** Reports for a beam, as the publisher does, and sees that its cache holds its own tokens. */
  private void report(Slice slice) {
    Sequence beam = slice.sequence();
    BeamGroup group = beam.group().get();
    if (!slice.draws() || group.isOver() || beam.remaining() > 0) {
      return;
    }
    List<RankedToken> best = new ArrayList<>();
    for (int token = 0; token < RandomSequences.VOCABULARY; token++) {
      float score = score(beam, token);
      best.add(new RankedToken(token, score, score));
    }
    best.sort(Comparator.comparingDouble(ranked -> -ranked.score()));
    group.report(beam, new RowResult.Ranking(best, List.of()));
    if (group.isComplete()) {
      List<BeamSearch.Extension> extensions = group.extend();
      if (group.hasFound()) {
        forget(beam);
      } else {
        scheduler.extend(group, extensions);
      }
    }
  }

  /** Of half the searches, such that each beam goes on alone, with blocks of its own. */
  private static float score(Sequence beam, int token) {
    int hash = Arrays.hashCode(Arrays.copyOf(beam.tokens(), beam.wanted())) + 31 * token;
    boolean apart = beam.request().maxTokens() % 2 == 0;
    if (!apart) {
      return -new Random(hash).nextFloat();
    }
    float other = beam.generated() == 0 ? -0.01f * token : -50 - token;
    return token == 1 ? 0 : other;
  }

  private static List<TokenScore> scores(Slice slice) {
    List<TokenScore> scores = new ArrayList<>();
    for (int i = 0; i < slice.scores(); i++) {
      int next = slice.position() + slice.firstScore() + i + 1;
      scores.add(TokenScore.of(slice.sequence().token(next)));
    }
    return scores;
  }

  private void end(Sequence sequence) {
    if (sequence.scoredPrompt()) {
      int[] prompt = sequence.request().prompt();
      assertEquals(prompt.length - 1, sequence.promptScores().size(), "scores of the prompt");
      for (int i = 1; i < prompt.length; i++) {
        assertEquals(prompt[i], sequence.promptScores().get(i - 1).token());
      }
    }
    scheduler.remove(sequence);
    alive.remove(sequence);
  }
}
