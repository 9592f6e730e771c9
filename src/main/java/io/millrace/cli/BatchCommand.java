package io.millrace.cli;

import io.millrace.LanguageModel;
import io.millrace.batch.BatchJob;
import io.millrace.batch.JobRefusedException;
import io.millrace.batch.JobReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code batch}: a file of requests in, a file of answers out; alone, a demonstration. */
@Command(
    name = "batch",
    description = {
      "Answers a file of requests (lines of OpenAI's Batch API) into a file of answers.",
      "Without --input and --output it answers the requests that ship with it and prints them."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all answered, 2 wrong use, 3 some requests failed, 4 stopped early.",
      "",
      "Example: millrace batch --model gemma3-270m --input requests.jsonl --output answers.jsonl"
    })
final class BatchCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "A .gguf file, a model folder or a known name; default: ${DEFAULT-VALUE}.",
      defaultValue = DefaultModel.NAME)
  private String model;

  @Option(names = "--input", paramLabel = "FILE", description = "Requests, JSON lines.")
  private Path input;

  @Option(names = "--output", paramLabel = "FILE", description = "Answers, in the same order.")
  private Path output;

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description = "Lines that failed; default: the output's name with .errors.jsonl.")
  private Path errors;

  @Option(names = "--overwrite", description = "Replace existing output and errors.")
  private boolean overwrite;

  @Option(
      names = "--created",
      paramLabel = "SECONDS",
      description = "The time that stands in all answers; default: now.")
  private Long created;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the report as JSON.")
  private Path report;

  @Option(
      names = "--progress",
      paramLabel = "auto|plain|none",
      description = "How progress is shown; default: auto, a bar on a terminal.",
      defaultValue = "auto")
  private ProgressDisplay.Style progress;

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = spec.commandLine();
    if ((input == null) != (output == null)) {
      String lacking = input == null ? "--input" : "--output";
      throw new ParameterException(line, lacking + " is missing, expected both or neither");
    }
    if (report != null && !Files.isDirectory(report.toAbsolutePath().getParent())) {
      throw new ParameterException(line, "report: the folder of " + report + " does not exist");
    }
    if (input == null) {
      expectNoJobOptions();
      DefaultModel.fetch(model, line.getErr());
    }
    try (LanguageModel opened = LanguageModel.open(model, arguments.options())) {
      return input == null
          ? Examples.run(opened, line.getOut(), line.getErr())
          : run(BatchJob.of(opened, input, output));
    }
  }

  private void expectNoJobOptions() {
    if (errors != null || overwrite || created != null || report != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--errors, --overwrite, --created and --report need --input and --output");
    }
  }

  private int run(BatchJob start) throws IOException {
    CommandLine line = spec.commandLine();
    BatchJob job = start.withOverwrite(overwrite);
    job = errors == null ? job : job.withErrors(errors);
    job = created == null ? job : job.withCreated(created);
    JobReport done;
    try (ProgressDisplay display = ProgressDisplay.of(progress, line.getErr())) {
      done = job.withProgress(display).run();
    } catch (JobRefusedException e) {
      throw new ParameterException(line, e.getMessage(), e);
    } catch (IOException e) {
      line.getErr().println("millrace: " + Problems.describe(e));
      return ExitCode.STOPPED_EARLY;
    }
    summarize(done, job);
    if (report != null) {
      Files.writeString(report, done.toJson() + "\n");
    }
    return done.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED_REQUESTS;
  }

  private void summarize(JobReport done, BatchJob job) {
    spec.commandLine().getErr().println(ReportLine.of(done));
    if (done.failed() > 0) {
      spec.commandLine()
          .getErr()
          .printf(Locale.ROOT, "batch: %d failed, see %s%n", done.failed(), job.errors());
    }
  }
}
