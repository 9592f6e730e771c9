package io.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether standard error is looked at by a person. */
final class Terminal {

  private Terminal() {}

  /** True if standard error is a terminal; {@code System.console()} cannot tell since JDK 22. */
  static boolean isPresent() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no such files outside Linux: plain lines are always right
    }
  }
}
