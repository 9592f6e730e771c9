package io.millrace.cli;

import io.millrace.ModelOptions;
import io.millrace.bench.BatchBench;
import io.millrace.bench.BatchPlan;
import io.millrace.bench.BatchWork;
import io.millrace.bench.ModelFigures;
import io.millrace.kernel.KernelChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench batch M}: what batching is worth with mixed lengths and shared prompts. */
@Command(
    name = "batch",
    description = {
      "Measures a model in jobs: 500 requests of long-tailed lengths against perfect batches of the"
          + " same tokens; 200 requests with a shared prompt of 1000 tokens, prefix cache on against"
          + " off; and 32 sequences of 128 + 32 tokens, with the parts of a step.",
      "A model of a billion parameters takes an hour on two cores, with --quick some ten minutes."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace bench batch gemma3-270m --quick"})
final class BenchBatchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "M", description = "A .gguf file or a known name.")
  private String model;

  @Option(names = "--json", description = "Print one line of JSON for each kind of work.")
  private boolean json;

  @Option(
      names = "--quick",
      description = "Measure 100 and 40 requests once instead of 500 and 200 three times.")
  private boolean quick;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "How often each kind of work is measured; default: 3, with --quick 1.")
  private Integer repetitions;

  @Option(
      names = "--only",
      paramLabel = "WORK,…",
      split = ",",
      description = "These only: long-tailed, shared-prefix, sequences.")
  private List<String> only = new ArrayList<>();

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ModelOptions options = arguments.options();
    BatchBench bench = new BatchBench(model, options, plan());
    if (!json) {
      out.println(KernelChoice.peaks(options.threads()).map(ModelFigures::text).orElse("no peaks"));
    }
    bench.run(
        figure -> {
          out.println(json ? figure.toJson() : figure.toText());
          out.flush();
        });
    return ExitCode.DONE;
  }

  private BatchPlan plan() {
    BatchPlan plan = quick ? BatchPlan.quick() : BatchPlan.full();
    plan = repetitions == null ? plan : plan.withRepetitions(repetitions);
    return only.isEmpty()
        ? plan
        : plan.withWorks(only.stream().map(BatchWork::of).collect(Collectors.toSet()));
  }
}
