package io.millrace.cli;

import io.millrace.bench.KernelBench;
import io.millrace.bench.KernelFigure;
import io.millrace.bench.KernelSelection;
import io.millrace.bench.ModelFigures;
import io.millrace.bench.Pace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench kernels}: every op in every implementation, against each other and the machine. */
@Command(
    name = "kernels",
    description = {
      "Measures every operation in every implementation that runs here, native and Java: its speed,"
          + " its share of the machine's peak that was just measured, and whether the bits are"
          + " equal.",
      "Without options it takes some minutes."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace bench kernels --op linear --type Q4_0,Q4_K --rows 1,512"})
final class BenchKernelsCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one line of JSON for each figure.")
  private boolean json;

  @Option(names = "--quick", description = "Measure once and briefly instead of five times.")
  private boolean quick;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; default: the CPUs of the container's quota.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--op", paramLabel = "OP,…", split = ",", description = "These only.")
  private List<String> ops = new ArrayList<>();

  @Option(names = "--type", paramLabel = "TYPE,…", split = ",", description = "These only.")
  private List<String> types = new ArrayList<>();

  @Option(names = "--rows", paramLabel = "N,…", split = ",", description = "These only.")
  private List<Integer> rows = new ArrayList<>();

  @Option(
      names = "--kernels",
      paramLabel = "NAME,…",
      split = ",",
      description = "These only: avx512, avx2, generic, openblas, java, reference.")
  private List<String> kernels = new ArrayList<>();

  @Option(
      names = "--outputs",
      paramLabel = "M",
      description = "Outputs of products, a multiple of 32; default: 4096.")
  private int outputs = 4096;

  @Option(
      names = "--inputs",
      paramLabel = "K",
      description = "Inputs of products, a multiple of 256; default: 4096.")
  private int inputs = 4096;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    KernelSelection selection = new KernelSelection(ops, types, rows, kernels, outputs, inputs);
    Pace pace = quick ? Pace.QUICK : Pace.THOROUGH;
    try (KernelBench bench = new KernelBench(selection, pace, threads)) {
      if (!json) {
        out.println(
            threads + " threads; " + bench.peaks().map(ModelFigures::text).orElse("no peaks"));
        out.println(KernelFigure.header());
      }
      bench.run(figure -> out.println(json ? figure.toJson() : figure.toText()));
    }
    return ExitCode.DONE;
  }
}
