package io.millrace.cli;

import io.millrace.LanguageModel;
import io.millrace.bench.ModelBench;
import io.millrace.bench.ModelFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: how fast this machine is. */
@Command(
    name = "bench",
    description = "Measures speed.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "model",
    subcommands = BenchCommand.OfModel.class,
    footer = {"", "Example: millrace bench model gemma3-270m"})
final class BenchCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "nothing to measure given, expected model");
  }

  /** {@code bench model M}: tokens per second by batch size. */
  @Command(
      name = "model",
      description = "Measures a model's tokens per second, alone and in batches of 8 and 32.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: millrace bench model gemma3-270m --json"})
  static final class OfModel implements Callable<Integer> {

    @Parameters(paramLabel = "M", description = "A .gguf file or a known name.")
    private String model;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Option(names = "--quick", description = "Measure once instead of three times.")
    private boolean quick;

    @Mixin private ModelArguments arguments;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      try (LanguageModel opened = LanguageModel.open(model, arguments.options())) {
        ModelFigures figures = new ModelBench(opened, quick ? 1 : 3).run();
        out.println(json ? figures.toJson() : figures.toText());
      }
      return ExitCode.DONE;
    }
  }
}
