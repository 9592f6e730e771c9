package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.StepPlan.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cache without a model: each place holds a hash of the tokens up to its position. Running a plan
 * writes the places of its rows and checks every place that a row would look at.
 */
final class SimulatedCache {

  private final List<LayerKind> kinds;
  private final long[][][] places; // kind, block, place
  private final long[][] sources; // block, place
  private final Map<Sequence, List<Long>> hashes = new HashMap<>();

  SimulatedCache(List<LayerKind> kinds) {
    this(kinds, 0);
  }

  SimulatedCache(List<LayerKind> kinds, int sourceBlocks) {
    this.kinds = kinds;
    sources = new long[sourceBlocks][64];
    places = new long[kinds.size()][][];
    for (int kind = 0; kind < kinds.size(); kind++) {
      places[kind] = new long[kinds.get(kind).blocks()][64];
    }
  }

  void run(StepPlan plan) {
    plan.slices().stream()
        .map(Slice::sequence)
        .filter(sequence -> sequence.group().isPresent())
        .forEach(hashes::remove); // beams change their tokens
    plan.copies()
        .forEach(copy -> places[copy.kind()][copy.to()] = places[copy.kind()][copy.from()].clone());
    plan.freshBlocks().forEach(fresh -> Arrays.fill(places[fresh.kind()][fresh.block()], 0));
    writeSources(plan);
    Map<Long, Sequence> writers = new HashMap<>();
    for (Slice slice : plan.slices()) {
      for (int kind = 0; kind < kinds.size(); kind++) {
        write(slice, kind, writers);
      }
    }
    plan.slices().forEach(this::check);
    plan.slices().forEach(this::checkSource);
  }

  private void writeSources(StepPlan plan) {
    Set<Integer> written = new HashSet<>();
    for (StepPlan.Source source : plan.sources()) {
      for (int block : source.blocks()) {
        assertTrue(written.add(block), "two sources in a block");
        Arrays.fill(sources[block], 0);
      }
      for (int i = 0; i < source.ids().length; i++) {
        sources[source.blocks()[i / 64]][i % 64] = source.ids()[i] + 1L;
      }
    }
  }

  /** What a slice reads is its own source, and nothing behind it. */
  private void checkSource(Slice slice) {
    int[] ids = slice.sequence().request().source();
    assertEquals((ids.length + 63) / 64, slice.source().length, "blocks of a source");
    for (int i = 0; i < 64 * slice.source().length; i++) {
      long expected = i < ids.length ? ids[i] + 1 : 0;
      assertEquals(expected, sources[slice.source()[i / 64]][i % 64], "source at " + i);
    }
  }

  private void write(Slice slice, int kind, Map<Long, Sequence> writers) {
    for (int position = slice.position(); position < slice.end(); position++) {
      int block = slice.blocks().get(kind)[position / 64];
      Sequence other = writers.put((long) kind << 32 | block, slice.sequence());
      assertEquals(other == null ? slice.sequence() : other, slice.sequence(), "two write a block");
      places[kind][block][position % 64] = hash(slice.sequence(), position);
    }
  }

  private void check(Slice slice) {
    for (int kind = 0; kind < kinds.size(); kind++) {
      int window = kinds.get(kind).window();
      int[] blocks = slice.blocks().get(kind);
      for (int seen = Math.max(0, slice.position() - window + 1); seen < slice.end(); seen++) {
        assertEquals(
            hash(slice.sequence(), seen),
            places[kind][blocks[seen / 64]][seen % 64],
            "kind " + kind + ", position " + seen + " of a slice from " + slice.position());
      }
      checkUnused(slice, places[kind][blocks[(slice.end() - 1) / 64]]);
    }
  }

  /** Places behind the last row hold nothing. */
  private static void checkUnused(Slice slice, long[] block) {
    for (int place = (slice.end() - 1) % 64 + 1; place < 64; place++) {
      assertEquals(0, block[place], "place " + place + " is not zero");
    }
  }

  private long hash(Sequence sequence, int position) {
    List<Long> known = hashes.computeIfAbsent(sequence, s -> new ArrayList<>());
    while (known.size() <= position) {
      long first = Arrays.hashCode(sequence.request().source()); // it is in all that follows
      long before = known.isEmpty() ? first : known.get(known.size() - 1);
      known.add(before * 1_000_003 + sequence.token(known.size()) + 1);
    }
    return known.get(position);
  }
}
