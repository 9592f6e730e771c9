package io.millrace.engine;

import io.millrace.bench.LengthLaw;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * Shows how the scheduler does with more sequences and more cores than there are here: the real
 * scheduler, the time of the network by a cost model. {@code scripts/simulate [SEQUENCES...]}
 *
 * <p>For each number of sequences that run together there is a job of four times as many requests,
 * once with all the cache it can use and once with half of what it then held.
 */
final class SchedulerSimulation {

  private static final List<SimulatedMachine> MACHINES =
      List.of(SimulatedMachine.TWO_CORES, SimulatedMachine.SIXTY_FOUR_CORES);
  private static final int[] USUAL = {32, 256, 1000, 10_000};
  private static final int WARM_UP = 256;
  private static final int FEWEST_REQUESTS = 500;

  private SchedulerSimulation() {}

  /** Runs it for the numbers of sequences given, or the usual ones, and prints a table. */
  public static void main(String[] arguments) {
    int[] sequences =
        arguments.length == 0
            ? USUAL
            : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    PrintStream out = System.out;
    out.println(
        "The scheduler is real and runs on one core of this machine. The network is a model");
    out.println(
        "(1.1 billion parameters, Q4_0, cache of F16): 2 cores as measured, 64 cores are an");
    out.println(
        "extrapolation. Of a step: sequences in it, its time, and the scheduler's part of it are");
    out.println("means over all steps. share: the scheduler's of all time. held: blocks at most.");
    enough(WARM_UP); // compiles
    out.println(SimulationResult.header());
    for (int count : sequences) {
      SimulationResult enough = enough(count);
      out.println(enough.toText());
      out.println(scarce(enough).toText());
    }
  }

  /** With a cache that can hold as many of the longest sequences. */
  static SimulationResult enough(int sequences) {
    return new SimulatedJob(setup(sequences, sequences * mostBlocks()), MACHINES).run();
  }

  /** With half of the blocks that were held. */
  static SimulationResult scarce(SimulationResult enough) {
    int half = Math.max(mostBlocks(), enough.counts().peakBlocks() / 2);
    return new SimulatedJob(setup(enough.setup().sequences(), half), MACHINES).run();
  }

  private static SimulatedJob.Setup setup(int sequences, int blocks) {
    int requests = Math.max(FEWEST_REQUESTS, 4 * sequences);
    return new SimulatedJob.Setup(sequences, Math.max(256, 4 * sequences), blocks, requests);
  }

  private static int mostBlocks() {
    return LayerKind.blocksFor((long) LengthLaw.PROMPTS.most() + LengthLaw.ANSWERS.most());
  }
}
