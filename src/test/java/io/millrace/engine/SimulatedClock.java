package io.millrace.engine;

import java.util.ArrayList;
import java.util.List;

/** The time on one simulated machine: the network's by the cost model, the scheduler's as it is. */
final class SimulatedClock {

  private final SimulatedMachine machine;
  private final List<Double> starts = new ArrayList<>(); // of the steps
  private double now;
  private double scheduling;
  private double queued;
  private long started;

  SimulatedClock(SimulatedMachine machine) {
    this.machine = machine;
  }

  void beginStep() {
    starts.add(now);
  }

  /** A sequence that was queued in an earlier step, or this one, runs for the first time. */
  void started(int queuedStep) {
    queued += now - starts.get(queuedStep);
    started++;
  }

  void endStep(SimulatedMachine.Work work, double schedulerSeconds) {
    now += machine.seconds(work) + schedulerSeconds;
    scheduling += schedulerSeconds;
  }

  Reading read() {
    return new Reading(machine.cores(), now, scheduling / now, queued / Math.max(1, started));
  }

  /**
   * What a clock says at the end.
   *
   * @param cores of the machine
   * @param seconds of the whole job
   * @param schedulerShare of these, spent in the scheduler, 0 to 1
   * @param queueSeconds mean time from being queued to the first step
   */
  record Reading(int cores, double seconds, double schedulerShare, double queueSeconds) {}
}
