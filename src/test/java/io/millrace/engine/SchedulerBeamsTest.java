package io.millrace.engine;

import static io.millrace.engine.EngineRequests.greedy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.decoding.BeamSearch;
import io.millrace.engine.EngineOptions.PrefixCache;
import io.millrace.engine.StepPlan.Slice;
import io.millrace.kernel.AttentionSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the scheduler does with beams, which wait for one another. */
class SchedulerBeamsTest {

  private static final int BEAMS = 3;

  private final CacheBlocks cache =
      new CacheBlocks(
          List.of(new LayerKind(AttentionSpec.NO_WINDOW, 16)), PrefixCache.ON); // 64 positions each
  private final Scheduler scheduler = new Scheduler(1 + BEAMS, 700, cache);
  private final Sequence oldest = new Sequence(request(828, 50, 1), 0, new Recorder());
  private final Sequence wide = new Sequence(request(770, 5, 1), 0, new Recorder());
  private final BeamGroup beams =
      new BeamGroup(request(30, 20, 2), BeamRequests.beams(BEAMS), new BeamRecorder());

  @Test
  void beamsGiveWayToAnOlderRequestThatStandsBetweenThemAndTheOneTheyWaitFor() {
    crowdOneBeamOut();
    int generated = beams.leader().generated();
    List<Sequence> family = wide.family();
    scheduler.remove(oldest);

    // Two beams hold places and wait for the third, which stands behind the older request, which
    // finds no place: unless one of them gives its own up, nothing runs any more.
    assertEquals(List.of(wide), sequences(step()));
    assertEquals(2, scheduler.preemptions());

    family.forEach(scheduler::remove);
    assertEquals(beams.members().subList(1, BEAMS), sequences(step()));
    beams.members().forEach(beam -> assertEquals(generated + 1, beam.generated()));
    assertEquals(2, scheduler.preemptions());
  }

  /**
   * The request in the middle waits for a prompt, the beams start before it, and one is preempted.
   */
  private void crowdOneBeamOut() {
    for (int choice = 1; choice < BEAMS; choice++) {
      wide.lead(new Sequence(wide.request(), choice, new Recorder()));
    }
    scheduler.add(oldest);
    assertEquals(List.of(oldest), sequences(step()));
    scheduler.add(wide); // begins with a block that the oldest is about to compute
    scheduler.add(beams.leader());
    assertEquals(List.of(oldest, beams.leader()), sequences(step()));
    while (scheduler.preemptions() == 0) {
      step();
    }
    assertEquals(2, scheduler.waiting());
  }

  /** Plans a step and lets its sequences draw, beams each for itself once all have run. */
  private StepPlan step() {
    StepPlan plan = scheduler.plan();
    plan.slices().forEach(scheduler::advance);
    for (Slice slice : plan.slices()) {
      if (slice.sequence().group().isEmpty()) {
        slice.drawing().forEach(sequence -> sequence.append(1));
      }
    }
    List<Sequence> members = beams.members();
    if (members.stream().allMatch(beam -> beam.holdsBlocks() && beam.remaining() == 0)) {
      scheduler.extend(
          beams, IntStream.range(0, BEAMS).mapToObj(i -> new BeamSearch.Extension(i, i)).toList());
    }
    return plan;
  }

  private static List<Sequence> sequences(StepPlan plan) {
    return plan.slices().stream().map(Slice::sequence).toList();
  }

  private static TokenRequest request(int length, int maxTokens, int token) {
    int[] prompt = new int[length];
    Arrays.fill(prompt, token);
    return BeamRequests.request("r", prompt, greedy(), maxTokens, Set.of(), PromptLogprobs.NONE);
  }
}
