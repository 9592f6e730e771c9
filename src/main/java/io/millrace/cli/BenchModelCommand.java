package io.millrace.cli;

import io.millrace.LanguageModel;
import io.millrace.ModelOptions;
import io.millrace.bench.ModelBench;
import io.millrace.bench.ModelFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench model M}: tokens per second by length and batch size. */
@Command(
    name = "model",
    description = {
      "Measures a model's tokens per second: prompts of 128, 512 and 2048 tokens alone, and batches"
          + " of 1, 8, 32 and 64 sequences.",
      "With --json the prompt of 512 and the batches of 1, 8 and 32."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace bench model gemma3-270m --json"})
final class BenchModelCommand implements Callable<Integer> {

  @Parameters(paramLabel = "M", description = "A .gguf file, a model folder or a known name.")
  private String model;

  @Mixin private BenchArguments bench;

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      description = "Batches of so many sequences instead.")
  private List<Integer> batches = List.of();

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ModelBench.Plan plan = plan();
    ModelOptions given = arguments.options();
    int sequences = Math.max(given.maxSequences().orElse(1), plan.mostSequences());
    try (LanguageModel opened = LanguageModel.open(model, given.withMaxSequences(sequences))) {
      ModelFigures figures = new ModelBench(opened, bench.repetitions()).run(plan);
      out.println(bench.isJson() ? figures.toJson() : figures.toText());
    }
    return ExitCode.DONE;
  }

  private ModelBench.Plan plan() {
    ModelBench.Plan usual = bench.isJson() ? ModelBench.Plan.comparison() : ModelBench.Plan.table();
    for (int sequences : batches) {
      if (sequences < 1) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--batches: " + sequences + ", expected 1 and more");
      }
    }
    return batches.isEmpty() ? usual : new ModelBench.Plan(usual.prompts(), batches);
  }
}
