package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bench}: how fast this machine is. */
@Command(
    name = "bench",
    description = "Measures speed.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "model|batch|embed|translate|kernels",
    subcommands = {
      BenchModelCommand.class,
      BenchBatchCommand.class,
      BenchEmbedCommand.class,
      BenchTranslateCommand.class,
      BenchKernelsCommand.class
    },
    footer = {"", "Example: millrace bench model gemma3-270m"})
final class BenchCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "nothing to measure given, expected model, batch, embed, translate or kernels");
  }
}
