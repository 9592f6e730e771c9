package io.millrace.batch;

import io.millrace.ModelInfo;
import io.millrace.ModelMetrics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;

/**
 * A running job.
 *
 * <p>Three threads besides the model's: this one reads requests, plans and hands them out; the
 * recorder appends outcomes to the journal; the publisher copies them from there into output and
 * errors.
 */
final class JobRun implements Recorder.Listener {

  /** A stopped job gives its output up when nobody has taken anything for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final BatchJob job;
  private final ModelInfo info;
  private final Endpoints endpoints;
  private final Journal journal;
  private final JobTally tally;
  private final Recorder recorder;
  private final Publisher publisher;
  private final Desk desk;
  private final Brake brake;
  private final Feeder feeder;
  private long places;
  private long errors;

  JobRun(BatchJob job, Journal journal, JournalContents earlier) throws IOException {
    this.job = job;
    this.info = job.model().info();
    this.endpoints = Endpoints.of(job.model());
    this.journal = journal;
    this.tally = new JobTally(earlier);
    this.recorder = new Recorder(journal, job.options().forceInterval(), this);
    RecordFormat format = new RecordFormat(earlier.header().created(), info);
    this.desk = new Desk(job, journal, format, recorder);
    this.brake = desk.brake();
    BodyReader bodies = new BodyReader(earlier.header().created(), job.options().requestTimeout());
    this.feeder = new Feeder(earlier, bodies, format, tally, desk);
    this.publisher = new Publisher(journal, job.output(), job.errors(), this::outputFailed);
    publishAgain(earlier);
  }

  /** What earlier runs have done is written again, whatever state they left the files in. */
  private void publishAgain(JournalContents earlier) {
    if (job.options().order() == JobOrder.INPUT) {
      earlier.forEach(publisher::add);
    } else {
      for (long entry : earlier.byArrival()) {
        publisher.add(places++, entry);
      }
    }
  }

  JobReport run() throws IOException {
    Optional<ModelMetrics> before = endpoints.metrics();
    Runnable drain = () -> brake.drain(JobEnd.STOPPED);
    recorder.start();
    publisher.start();
    job.stop().tell(drain);
    boolean finished;
    try {
      finished = work();
    } finally {
      job.stop().forget(drain);
    }
    JobReport report = report(finished, before);
    if (finished) {
      journal.finish(
          new JournalState(true, report.outcomes(), report.allTokens(), report.elapsed()));
    }
    return report;
  }

  /** Does all there is to do; true if nothing is left. */
  private boolean work() throws IOException {
    long requests = feed();
    patiently(desk::awaitEmpty);
    patiently(recorder::end);
    publisher.end();
    boolean complete =
        feeder.isExhausted() && brake.problem().isEmpty() && tally.outcomes().total() == requests;
    boolean published = awaitPublisher(complete);
    if (brake.problem().isPresent()) {
      throw failure(brake.problem().get());
    }
    journal.force();
    return complete && published;
  }

  /** Hands the requests out and returns their number. */
  private long feed() {
    try (RequestSource source = RequestSource.open(job)) {
      Selection requests = new Selection(source, job.options(), tally::skip);
      feeder.feed(requests);
      return requests.count();
    } catch (InterruptedException | ClosedByInterruptException e) {
      brake.fail(interrupted());
    } catch (IOException | RuntimeException | Error e) {
      brake.fail(e);
    }
    return -1;
  }

  private boolean awaitPublisher(boolean complete) {
    boolean[] published = {true};
    patiently(
        () -> {
          long before = publisher.progress();
          while (!publisher.await(PATIENCE) && published[0]) {
            boolean needed = complete && brake.end().isEmpty() && brake.problem().isEmpty();
            published[0] = needed || publisher.progress() != before;
            before = publisher.progress();
          }
        });
    publisher.close();
    return published[0];
  }

  private interface Wait {
    void run() throws InterruptedException;
  }

  /** Waits to the end; an interruption stops the job, which makes the wait short. */
  private void patiently(Wait wait) {
    boolean waiting = true;
    while (waiting) {
      try {
        wait.run();
        waiting = false;
      } catch (InterruptedException e) {
        brake.fail(interrupted());
      }
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted");
  }

  /** Forces what is there, and says why there is no more. */
  private IOException failure(Throwable problem) {
    try {
      journal.force();
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
    return asIoException(problem);
  }

  private static IOException asIoException(Throwable problem) {
    if (problem instanceof InterruptedIOException) {
      Thread.currentThread().interrupt(); // last, as it closes the files that are used from now on
    }
    String reason = problem instanceof IOException ? problem.getMessage() : "a fault, " + problem;
    return new IOException("batch: stopped early, " + reason, problem);
  }

  private JobReport report(boolean finished, Optional<ModelMetrics> before) {
    return new JobReport(
        finished ? JobEnd.FINISHED : brake.end().orElse(JobEnd.STOPPED),
        tally.outcomes(),
        tally.resumed(),
        tally.allTokens(),
        tally.tokens(),
        tally.texts(),
        tally.elapsed(),
        tally.latency(),
        before.map(this::engineWork).orElse(EngineWork.NONE),
        PeakMemory.now(),
        info,
        tally.names());
  }

  private EngineWork engineWork(ModelMetrics before) {
    return endpoints.metrics().map(now -> EngineWork.between(before, now)).orElse(EngineWork.NONE);
  }

  private void outputFailed(IOException problem) {
    brake.fail(new IOException("writing the output: " + problem.getMessage(), problem));
  }

  @Override
  public void written(Outcome outcome, JobRecord record, long entry) {
    boolean inOrder = job.options().order() == JobOrder.INPUT;
    publisher.add(inOrder ? outcome.sequence() : places++, entry);
    tally.count(record, outcome.bytes());
    desk.written(outcome, entry);
    errors += record.status().isError() ? 1 : 0;
    if (job.options().maxErrors().isPresent() && errors >= job.options().maxErrors().getAsLong()) {
      brake.drain(JobEnd.TOO_MANY_ERRORS);
    }
    job.progress().accept(tally.progress());
  }

  @Override
  public void dropped(Outcome outcome) {
    outcome.release().run();
  }

  @Override
  public void idle() {
    job.progress().accept(tally.progress());
  }

  @Override
  public void failed(Throwable problem) {
    brake.fail(problem);
  }
}
