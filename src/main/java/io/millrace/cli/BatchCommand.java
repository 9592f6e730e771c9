package io.millrace.cli;

import io.millrace.LanguageModel;
import io.millrace.Model;
import io.millrace.batch.BatchJob;
import io.millrace.batch.JobOptions;
import io.millrace.batch.JobRefusedException;
import io.millrace.batch.JobReport;
import io.millrace.batch.StopSignal;
import io.millrace.batch.ValidationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
      "Answers a file of requests (lines of OpenAI's Batch API, text or CSV) into a file of"
          + " answers.",
      "Without --input and --output it answers the requests that ship with it and prints them."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A job that was stopped, or killed at any moment, goes on with --resume.",
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

  @Option(names = "--output", paramLabel = "FILE", description = "Answers, in the same order.")
  private Path output;

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description = "Lines that failed; default: the output's name with .errors.jsonl.")
  private Path errors;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "What --resume needs; default: the output's name with .journal.")
  private Path journal;

  @Option(
      names = "--validate-only",
      description = "Read all requests, say which are wrong, and answer none.")
  private boolean validateOnly;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the report as JSON.")
  private Path report;

  @Option(
      names = "--progress",
      paramLabel = "auto|plain|none",
      description = "How progress is shown; default: auto, a bar on a terminal.",
      defaultValue = "auto")
  private ProgressDisplay.Style progress;

  @Mixin private InputArguments inputArguments;

  @Mixin private JobArguments jobArguments;

  @Mixin private ModelArguments modelArguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    expectSense();
    if (!inputArguments.isGiven()) {
      DefaultModel.fetch(model, err());
    }
    if (!inputArguments.isGiven()) {
      try (LanguageModel opened = LanguageModel.open(model, modelArguments.options())) {
        return Examples.run(opened, spec.commandLine().getOut(), err());
      }
    }
    try (Model opened = Model.open(model, modelArguments.options())) {
      return validateOnly ? validate(opened) : run(opened);
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Before the model is opened, which takes a while. */
  private void expectSense() {
    boolean given = inputArguments.isGiven();
    if (given ? output == null && !validateOnly : output != null || validateOnly) {
      String lacking = given ? "--output" : "--input";
      throw wrong(lacking + " is missing, expected both or neither");
    }
    boolean more = errors != null || journal != null || report != null;
    if (!given && (more || jobArguments.isGiven() || inputArguments.hasMore())) {
      throw wrong("the options of a job, such as --overwrite, need --input and --output");
    }
    if (report != null && !Files.isDirectory(report.toAbsolutePath().getParent())) {
      throw wrong("report: the folder of " + report + " does not exist");
    }
    if (given) {
      inputArguments.input();
    }
    jobArguments.options();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int validate(Model opened) throws IOException {
    try {
      // The output is never touched.
      BatchJob job = BatchJob.of(opened, inputArguments.input().file(), Path.of("none"));
      job = job.withInput(inputArguments.input()).withOptions(jobArguments.options());
      ValidationReport found = job.validate();
      found.problems().forEach(err()::println);
      long hidden = found.invalid() - found.problems().size();
      if (hidden > 0) {
        err().println("and " + hidden + " more");
      }
      err().println("batch: " + found.valid() + " valid, " + found.invalid() + " invalid");
      return found.invalid() == 0 ? ExitCode.DONE : ExitCode.FAILED_REQUESTS;
    } catch (JobRefusedException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int run(Model opened) throws IOException {
    StopSignal stop = new StopSignal();
    try (SignalDrain drain = SignalDrain.install(stop)) {
      int code = run(job(opened).withStop(stop));
      drain.ended(code);
      return code;
    }
  }

  private BatchJob job(Model opened) throws IOException {
    JobOptions options = jobArguments.options();
    for (Map.Entry<String, String> setting : modelArguments.settings().entrySet()) {
      options = options.withSetting(setting.getKey(), setting.getValue());
    }
    BatchJob job = BatchJob.of(opened, inputArguments.input().file(), output);
    job = job.withInput(inputArguments.input()).withOptions(options);
    job = errors == null ? job : job.withErrors(errors);
    return journal == null ? job : job.withJournal(journal);
  }

  private int run(BatchJob job) throws IOException {
    JobReport done;
    try (ProgressDisplay display = ProgressDisplay.of(progress, "batch", err())) {
      done = job.withProgress(display).run();
    } catch (JobRefusedException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      err().println("millrace: " + Problems.describe(e));
      sayHowToResume();
      return ExitCode.STOPPED_EARLY;
    }
    return conclude(job, done);
  }

  private int conclude(BatchJob job, JobReport done) throws IOException {
    if (report != null) {
      Files.writeString(report, done.toJson() + "\n");
    }
    ReportTable.print(done, err());
    if (done.failed() > 0) {
      err().println("batch: " + done.failed() + " failed, see " + job.errors());
    }
    switch (done.end()) {
      case FINISHED -> {}
      case FINISHED_BEFORE -> err().println("batch: was finished before, nothing was done");
      case STOPPED -> err().println("batch: stopped early");
      case TOO_MANY_ERRORS -> err().println("batch: stopped early, too many requests failed");
    }
    if (!done.end().isFinished()) {
      sayHowToResume();
      return ExitCode.STOPPED_EARLY;
    }
    return done.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED_REQUESTS;
  }

  private void sayHowToResume() {
    err().println("batch: run the same command with --resume to go on");
  }
}
