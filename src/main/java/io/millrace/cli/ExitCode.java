package io.millrace.cli;

/** What a command's end tells the shell. */
final class ExitCode {

  static final int DONE = 0;
  static final int FAULT = 1;
  static final int WRONG_USE = 2;
  static final int FAILED_REQUESTS = 3;
  static final int STOPPED_EARLY = 4;

  private ExitCode() {}
}
