package io.millrace.cli;

import io.millrace.batch.StopSignal;

/** A process whose job never ends, to be told to stop. */
final class StuckJob {

  private StuckJob() {}

  public static void main(String[] arguments) throws InterruptedException {
    StopSignal stop = new StopSignal();
    try (SignalDrain drain = SignalDrain.install(stop)) {
      System.out.println("waiting");
      while (!stop.isRaised()) {
        Thread.sleep(1);
      }
      System.out.println("draining");
      if (arguments[0].equals("drains")) {
        drain.ended(ExitCode.STOPPED_EARLY);
      } else {
        Thread.sleep(Long.MAX_VALUE);
      }
    }
    System.exit(ExitCode.FAULT); // the signal's exit code counts, not this one
  }
}
