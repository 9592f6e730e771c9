package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.SimulatedClock.Reading;
import io.millrace.engine.SimulatedJob.Setup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulation at a size that takes a second; the job itself checks each plan. */
class SchedulerSimulationTest {

  private static final int ENOUGH = 8 * 30;

  private static SimulationResult run(int blocks) {
    Setup setup = new Setup(8, 64, blocks, 100);
    return new SimulatedJob(
            setup, List.of(SimulatedMachine.TWO_CORES, SimulatedMachine.SIXTY_FOUR_CORES))
        .run();
  }

  private static void checkAllEnded(SimulationResult result) {
    SimulationCounts counts = result.counts();
    assertEquals(100, counts.ended());
    assertTrue(counts.occupancy() >= 1 && counts.occupancy() <= 8, "" + counts);
    assertTrue(counts.peakBlocks() >= 1 && counts.peakBlocks() <= result.setup().blocks());
    assertTrue(counts.longestIdle() <= 1, "the oldest waited: " + counts);
  }

  @Test
  void withRoomEnoughNothingIsComputedTwice() {
    SimulationResult result = run(ENOUGH);
    checkAllEnded(result);
    assertEquals(0, result.counts().preemptions());
    assertEquals(0, result.counts().recomputedTokens());
    assertTrue(result.counts().occupancy() > 4, "" + result.counts());
  }

  @Test
  void withLittleRoomFewerRunTogetherAndAllEnd() {
    SimulationResult enough = run(ENOUGH);
    SimulationResult scarce = run(30);
    checkAllEnded(scarce);
    assertEquals(enough.counts().tokens(), scarce.counts().tokens());
    assertTrue(scarce.counts().occupancy() < enough.counts().occupancy(), "" + scarce.counts());
    assertTrue(scarce.counts().peakBlocks() > 20, "" + scarce.counts());
  }

  @Test
  void whatItDecidesIsTheSameEveryTime() {
    assertEquals(run(40).counts(), run(40).counts());
  }

  @Test
  void clocksCountTheNetworkAndTheScheduler() {
    SimulationResult result = run(ENOUGH);
    double scheduler = 0;
    for (SchedulerTime.Part part : SchedulerTime.Part.values()) {
      scheduler += result.time().seconds(part);
    }
    assertTrue(scheduler > 0);
    double slowest = Double.POSITIVE_INFINITY;
    for (Reading clock : result.clocks()) {
      assertEquals(scheduler, clock.schedulerShare() * clock.seconds(), 1e-6);
      assertTrue(clock.seconds() > scheduler && clock.seconds() < slowest, "" + clock);
      assertTrue(clock.queueSeconds() > 0 && clock.queueSeconds() < clock.seconds(), "" + clock);
      slowest = clock.seconds();
    }
    assertEquals(2, result.toText().lines().count(), result.toText());
  }

  @Test
  void aStepCostsWhatBindsIt() {
    SimulatedMachine machine = new SimulatedMachine(1, 1e9, 1e12, 1e12);
    double one = machine.seconds(new SimulatedMachine.Work(1, 0, 0)); // reading the weights
    assertEquals(0.5816, one, 1e-3);
    assertEquals(one, machine.seconds(new SimulatedMachine.Work(100, 0, 0)), 1e-9);
    double many = machine.seconds(new SimulatedMachine.Work(1000, 0, 0)); // computing
    assertEquals(2.07, many, 1e-9);
    double attention = machine.seconds(new SimulatedMachine.Work(1, 1000, 1000)) - one;
    assertEquals(0.0225, attention, 1e-4); // reading 22,528 bytes a position
  }
}
