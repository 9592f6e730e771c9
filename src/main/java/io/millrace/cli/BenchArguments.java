package io.millrace.cli;

import picocli.CommandLine.Option;

/** The options that say how often a model is measured, and how that is shown. */
final class BenchArguments {

  private static final int REPETITIONS = 3;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Option(names = "--quick", description = "Measure once instead of three times.")
  private boolean quick;

  boolean isJson() {
    return json;
  }

  int repetitions() {
    return quick ? 1 : REPETITIONS;
  }
}
