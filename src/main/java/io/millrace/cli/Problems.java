package io.millrace.cli;

import io.millrace.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** What a user sees when a command fails: one line, and with {@code MILLRACE_DEBUG=1} the trace. */
final class Problems {

  private Problems() {}

  /** A command line that makes no sense. */
  static int wrongUse(CommandLine.ParameterException problem, String[] arguments) {
    CommandLine line = problem.getCommandLine();
    line.getErr()
        .println(
            "millrace: "
                + oneLine(problem.getMessage())
                + "; see `"
                + line.getCommandSpec().qualifiedName()
                + " --help`");
    trace(problem, line);
    return ExitCode.WRONG_USE;
  }

  /** A command that could not do its work. */
  static int failure(Exception problem, CommandLine line, CommandLine.ParseResult parsed) {
    if (problem instanceof ClosedOutputException) {
      return ExitCode.STOPPED_EARLY; // as wanted: whoever read it has had enough
    }
    line.getErr().println("millrace: " + describe(problem));
    trace(problem, line);
    return isUsers(problem) ? ExitCode.WRONG_USE : ExitCode.FAULT;
  }

  /** The message of a problem in one line. */
  static String describe(Exception problem) {
    String message = oneLine(String.valueOf(problem.getMessage()));
    if (problem instanceof NoSuchFileException) {
      return message + ": no such file";
    }
    if (problem instanceof FileSystemException file) {
      return file.getReason() == null ? message + ": cannot be used" : message;
    }
    return isUsers(problem)
        ? message
        : "a fault of ours, " + problem + "; MILLRACE_DEBUG=1 shows where";
  }

  /** Whether the files, options or requests are to blame rather than this program. */
  private static boolean isUsers(Exception problem) {
    return problem instanceof IOException
        || problem instanceof UncheckedIOException
        || problem instanceof RequestException
        || problem instanceof IllegalArgumentException
        || problem instanceof IllegalStateException;
  }

  private static void trace(Exception problem, CommandLine line) {
    if ("1".equals(System.getenv("MILLRACE_DEBUG"))) {
      problem.printStackTrace(line.getErr());
    }
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
