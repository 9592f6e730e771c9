package io.millrace.batch;

import io.millrace.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A file of requests to be answered by a model.
 *
 * <p>Input and output are JSON lines in the format of OpenAI's Batch API; prompts may also come
 * from text and CSV. Answers stand in the order of their requests. A line that cannot be answered
 * becomes a line of the errors file and never ends the job. Every outcome goes into the journal at
 * once, so that a job that was killed at any moment goes on where it was and writes the bytes that
 * it would have written. Memory is bounded whatever the size of the input.
 *
 * @param model what answers, of any kind; one with an encoder and a decoder is opened as a language
 *     model
 * @param input where the requests come from
 * @param output answers; a regular file, or a pipe or device, which is written to as it is
 * @param errors lines that failed, created with the first one; default: the output's name with
 *     {@code .errors.jsonl}
 * @param journal what the job knows about itself; default: the output's name with {@code .journal}
 * @param options how it is run
 * @param progress told after each outcome, and every second while there is none, one call at a
 *     time; should return at once
 * @param stop ends the job early
 */
public record BatchJob(
    Model model,
    JobInput input,
    Path output,
    Path errors,
    Path journal,
    JobOptions options,
    Consumer<JobProgress> progress,
    StopSignal stop) {

  private static final String SUFFIX = ".jsonl";

  public BatchJob {
    Objects.requireNonNull(model, "batch: model is null, expected an open model");
    Objects.requireNonNull(input, "batch: input is null, expected a file");
    Objects.requireNonNull(output, "batch: output is null, expected a file");
    Objects.requireNonNull(errors, "batch: errors is null, expected a file");
    Objects.requireNonNull(journal, "batch: journal is null, expected a file");
    Objects.requireNonNull(options, "batch: options are null, expected JobOptions");
    Objects.requireNonNull(progress, "batch: progress is null, expected a listener");
    Objects.requireNonNull(stop, "batch: stop is null, expected a StopSignal");
  }

  /** A job with defaults. */
  public static BatchJob of(Model model, Path input, Path output) {
    return new BatchJob(
        model,
        JobInput.of(input),
        output,
        errorsBeside(output),
        output.resolveSibling(output.getFileName() + ".journal"),
        JobOptions.defaults(),
        p -> {},
        new StopSignal());
  }

  private static Path errorsBeside(Path output) {
    String name = String.valueOf(output.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return output.resolveSibling(stem + ".errors" + SUFFIX);
  }

  public BatchJob withInput(JobInput input) {
    return new BatchJob(model, input, output, errors, journal, options, progress, stop);
  }

  public BatchJob withErrors(Path errors) {
    return new BatchJob(model, input, output, errors, journal, options, progress, stop);
  }

  public BatchJob withJournal(Path journal) {
    return new BatchJob(model, input, output, errors, journal, options, progress, stop);
  }

  public BatchJob withOptions(JobOptions options) {
    return new BatchJob(model, input, output, errors, journal, options, progress, stop);
  }

  public BatchJob withProgress(Consumer<JobProgress> progress) {
    return new BatchJob(model, input, output, errors, journal, options, progress, stop);
  }

  public BatchJob withStop(StopSignal stop) {
    return new BatchJob(model, input, output, errors, journal, options, progress, stop);
  }

  public BatchJob withOverwrite(boolean overwrite) {
    return withOptions(options.withStart(overwrite ? JobStart.OVERWRITE : JobStart.NEW));
  }

  public BatchJob withResume(boolean resume) {
    return withOptions(options.withStart(resume ? JobStart.RESUME : JobStart.NEW));
  }

  public BatchJob withCreated(long seconds) {
    return withOptions(options.withCreated(seconds));
  }

  /**
   * Runs the job until it is finished or told to stop; the report says which.
   *
   * @throws JobRefusedException if a file is missing, in the way, in use, or named twice, or the
   *     job to resume is another one; nothing is changed then
   * @throws IOException if reading or writing fails midway; the journal keeps what was done
   */
  public JobReport run() throws IOException {
    return JobOpening.run(this);
  }

  /**
   * Checks every request as far as that is possible without answering it; writes no file.
   *
   * @throws JobRefusedException if the input is missing or its template names no column
   * @throws IOException if reading fails
   */
  public ValidationReport validate() throws IOException {
    return new Validation(this).run();
  }
}
