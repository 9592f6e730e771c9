package io.millrace.batch;

import io.millrace.LanguageModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A file of requests to be answered by a model.
 *
 * <p>Input and output are JSON lines in the format of OpenAI's Batch API. Answers stand in the
 * order of their requests. A line that cannot be answered becomes a line of the errors file and
 * never ends the job. Memory is bounded whatever the size of the input.
 *
 * @param model what answers
 * @param input requests, UTF-8, one a line
 * @param output answers; must not exist unless {@code overwrite}
 * @param errors lines that failed, created with the first one; must not exist unless {@code
 *     overwrite}; default: the output's name with {@code .errors.jsonl}
 * @param overwrite whether existing output and errors are replaced; default false
 * @param created seconds since 1970 that stand in all answers, and the date for chat templates, in
 *     UTC; 0 to the year 9999; default: when the job starts
 * @param progress told after each line, in order, one call at a time, and should return at once
 */
public record BatchJob(
    LanguageModel model,
    Path input,
    Path output,
    Path errors,
    boolean overwrite,
    OptionalLong created,
    Consumer<JobProgress> progress) {

  private static final String SUFFIX = ".jsonl";

  /** The last second of the year 9999. */
  private static final long LATEST = 253402300799L;

  public BatchJob {
    Objects.requireNonNull(model, "batch: model is null, expected an open model");
    Objects.requireNonNull(input, "batch: input is null, expected a file");
    Objects.requireNonNull(output, "batch: output is null, expected a file");
    Objects.requireNonNull(errors, "batch: errors is null, expected a file");
    Objects.requireNonNull(progress, "batch: progress is null, expected a listener");
    if (created.isPresent() && (created.getAsLong() < 0 || created.getAsLong() > LATEST)) {
      throw new IllegalArgumentException(
          "created: is " + created.getAsLong() + ", expected seconds, 0 to " + LATEST);
    }
  }

  /** A job with defaults. */
  public static BatchJob of(LanguageModel model, Path input, Path output) {
    return new BatchJob(
        model, input, output, errorsBeside(output), false, OptionalLong.empty(), p -> {});
  }

  private static Path errorsBeside(Path output) {
    String name = String.valueOf(output.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return output.resolveSibling(stem + ".errors" + SUFFIX);
  }

  public BatchJob withErrors(Path errors) {
    return new BatchJob(model, input, output, errors, overwrite, created, progress);
  }

  public BatchJob withOverwrite(boolean overwrite) {
    return new BatchJob(model, input, output, errors, overwrite, created, progress);
  }

  public BatchJob withCreated(long seconds) {
    return new BatchJob(
        model, input, output, errors, overwrite, OptionalLong.of(seconds), progress);
  }

  public BatchJob withProgress(Consumer<JobProgress> progress) {
    return new BatchJob(model, input, output, errors, overwrite, created, progress);
  }

  /**
   * Runs the job to its end.
   *
   * @throws JobRefusedException if a file is missing, in the way, or named twice; nothing is
   *     written then
   * @throws IOException if reading or writing fails midway; what was written until then stays
   */
  public JobReport run() throws IOException {
    new JobFiles(input, output, errors).prepare(overwrite);
    return new JobRun(this).run();
  }
}
