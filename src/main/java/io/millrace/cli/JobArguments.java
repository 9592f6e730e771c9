package io.millrace.cli;

import io.millrace.batch.JobOptions;
import io.millrace.batch.JobOrder;
import io.millrace.batch.JobStart;
import io.millrace.batch.Shard;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that say how a job is run. */
final class JobArguments {

  private static final Pattern SHARD = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

  @Option(names = "--overwrite", description = "Replace existing output, errors and journal.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description = "Go on where the journal ends; start from the beginning if there is none.")
  private boolean resume;

  @Option(
      names = "--retry-failed",
      description = "As --resume, and ask again what failed, malformed lines excepted.")
  private boolean retryFailed;

  @Option(
      names = "--order",
      paramLabel = "input|completion",
      description = "The order of the output; default: input. completion writes as it comes.")
  private JobOrder order;

  @Option(
      names = "--created",
      paramLabel = "SECONDS",
      description = "The time that stands in all answers; default: when the job was started.")
  private Long created;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "Do the I-th of every N requests, 1/N to N/N, so that N machines share a file.")
  private String shard;

  @Option(names = "--limit", paramLabel = "N", description = "Do so many requests at most.")
  private Long limit;

  @Option(
      names = "--max-errors",
      paramLabel = "N",
      description = "Stop when so many requests have failed in this run.")
  private Long maxErrors;

  @Option(
      names = "--dedupe",
      description = "Compute equal requests once, if they have temperature 0 or a seed.")
  private boolean dedupe;

  @Option(
      names = "--request-timeout",
      paramLabel = "SECONDS",
      description = "Fail requests that run longer.")
  private Double requestTimeout;

  /** Whether any was given. */
  boolean isGiven() {
    return start() != JobStart.NEW
        || dedupe
        || order != null
        || created != null
        || shard != null
        || limit != null
        || maxErrors != null
        || requestTimeout != null;
  }

  /**
   * The options as a job takes them.
   *
   * @throws IllegalArgumentException if they make no sense, alone or together
   */
  JobOptions options() {
    if (overwrite && start() != JobStart.OVERWRITE) {
      throw new IllegalArgumentException(
          "overwrite: stands beside --resume or --retry-failed, expected one of them");
    }
    JobOptions options = JobOptions.defaults().withStart(start()).withDedupe(dedupe);
    options = order == null ? options : options.withOrder(order);
    options = created == null ? options : options.withCreated(created);
    options = shard == null ? options : options.withShard(shard(shard));
    options = limit == null ? options : options.withLimit(limit);
    options = maxErrors == null ? options : options.withMaxErrors(maxErrors);
    return requestTimeout == null ? options : options.withRequestTimeout(seconds(requestTimeout));
  }

  private JobStart start() {
    if (retryFailed) {
      return JobStart.RETRY_FAILED;
    }
    if (resume) {
      return JobStart.RESUME;
    }
    return overwrite ? JobStart.OVERWRITE : JobStart.NEW;
  }

  private static Duration seconds(double seconds) {
    if (!(seconds > 0 && seconds < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "request-timeout: is " + seconds + ", expected more than 0 seconds");
    }
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static Shard shard(String text) {
    Matcher form = SHARD.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("shard: is " + text + ", expected I/N such as 1/4");
    }
    return new Shard(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }
}
