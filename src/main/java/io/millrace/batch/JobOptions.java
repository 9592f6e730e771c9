package io.millrace.batch;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a job is run.
 *
 * <p>Build one by {@link #defaults} and {@code withX}; new components may be added, so the
 * constructor carries no promise.
 *
 * @param start what is done about existing files; default {@link JobStart#NEW}
 * @param order of the output and the errors; default {@link JobOrder#INPUT}
 * @param created seconds since 1970 that stand in all answers, and the date for chat templates, in
 *     UTC; 0 to the year 9999; default: when the job was first started
 * @param shard the part of the input to do; default all
 * @param limit requests to do at most, at least 1; default all
 * @param maxErrors failures in this run that stop the job, at least 1; default: none do
 * @param dedupe whether requests whose answers must be the same (temperature 0 or a seed, and equal
 *     bodies) are computed once; default false
 * @param requestTimeout how long a request may run, more than 0; default: as long as it takes
 * @param settings what else changes answers, by name, such as {@code cache-type}; a job can only be
 *     resumed with the same; default none
 * @param forceInterval how often the journal is forced to the disk, so that a loss of power costs
 *     no more than this; at least 0; default one second
 */
public record JobOptions(
    JobStart start,
    JobOrder order,
    OptionalLong created,
    Shard shard,
    OptionalLong limit,
    OptionalLong maxErrors,
    boolean dedupe,
    Optional<Duration> requestTimeout,
    Map<String, String> settings,
    Duration forceInterval) {

  /** The last second of the year 9999. */
  private static final long LATEST = 253402300799L;

  /** Checks every component. */
  public JobOptions {
    settings = Map.copyOf(settings);
    if (created.isPresent() && (created.getAsLong() < 0 || created.getAsLong() > LATEST)) {
      throw new IllegalArgumentException(
          "created: is " + created.getAsLong() + ", expected seconds, 0 to " + LATEST);
    }
    expectPositive("limit", limit.orElse(1), "at least 1");
    expectPositive("max-errors", maxErrors.orElse(1), "at least 1");
    expectPositive(
        "request-timeout",
        requestTimeout.map(Duration::toMillis).orElse(1L),
        "at least a thousandth of a second");
    if (forceInterval.isNegative()) {
      throw new IllegalArgumentException(
          "force interval: is " + forceInterval + ", expected 0 or more");
    }
  }

  private static void expectPositive(String name, long value, String expected) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": is " + value + ", expected " + expected);
    }
  }

  /** Everything at its default. */
  public static JobOptions defaults() {
    return new Draft().build();
  }

  public JobOptions withStart(JobStart start) {
    return with(draft -> draft.start = start);
  }

  public JobOptions withOrder(JobOrder order) {
    return with(draft -> draft.order = order);
  }

  public JobOptions withCreated(long seconds) {
    return with(draft -> draft.created = OptionalLong.of(seconds));
  }

  public JobOptions withShard(Shard shard) {
    return with(draft -> draft.shard = shard);
  }

  public JobOptions withLimit(long requests) {
    return with(draft -> draft.limit = OptionalLong.of(requests));
  }

  public JobOptions withMaxErrors(long failures) {
    return with(draft -> draft.maxErrors = OptionalLong.of(failures));
  }

  public JobOptions withDedupe(boolean dedupe) {
    return with(draft -> draft.dedupe = dedupe);
  }

  public JobOptions withRequestTimeout(Duration timeout) {
    return with(draft -> draft.requestTimeout = Optional.of(timeout));
  }

  /** Adds a setting. */
  public JobOptions withSetting(String name, String value) {
    return with(
        draft -> {
          draft.settings = new TreeMap<>(draft.settings);
          draft.settings.put(name, value);
        });
  }

  public JobOptions withForceInterval(Duration interval) {
    return with(draft -> draft.forceInterval = interval);
  }

  private JobOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** The components while they are being changed. */
  private static final class Draft {
    private JobStart start = JobStart.NEW;
    private JobOrder order = JobOrder.INPUT;
    private OptionalLong created = OptionalLong.empty();
    private Shard shard = Shard.WHOLE;
    private OptionalLong limit = OptionalLong.empty();
    private OptionalLong maxErrors = OptionalLong.empty();
    private boolean dedupe;
    private Optional<Duration> requestTimeout = Optional.empty();
    private Map<String, String> settings = Map.of();
    private Duration forceInterval = Duration.ofSeconds(1);

    private Draft() {}

    private Draft(JobOptions from) {
      start = from.start;
      order = from.order;
      created = from.created;
      shard = from.shard;
      limit = from.limit;
      maxErrors = from.maxErrors;
      dedupe = from.dedupe;
      requestTimeout = from.requestTimeout;
      settings = from.settings;
      forceInterval = from.forceInterval;
    }

    private JobOptions build() {
      return new JobOptions(
          start,
          order,
          created,
          shard,
          limit,
          maxErrors,
          dedupe,
          requestTimeout,
          settings,
          forceInterval);
    }
  }
}
