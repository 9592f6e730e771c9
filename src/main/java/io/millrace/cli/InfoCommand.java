package io.millrace.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code info}: what is in a file, or what this machine is. */
@Command(
    name = "info",
    description = {
      "Shows what is in a model file: architecture, types, sizes, what is unsupported and why.",
      "Without a model: the machine, the kernels that run here, and why others do not."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace info gemma3-270m"})
final class InfoCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "M",
      arity = "0..1",
      description = "A .gguf file, a model folder or a known name; vocabularies alone will do.")
  private String model;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (model == null) {
      MachineReport.print(spec.commandLine().getOut());
    } else {
      FileReport.print(model, spec.commandLine().getOut());
    }
    return ExitCode.DONE;
  }
}
