package io.millrace.batch;

import io.millrace.ModelInfo;
import io.millrace.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the requests of a job go: to the model, to an equal request that is being answered, or
 * straight into the journal. What is under way is bounded in number and size.
 */
final class Desk {

  /** Bytes of lines under way. */
  private static final long BYTES = 16 << 20;

  /** Requests that wait for an equal one. */
  private static final int FOLLOWERS = 1 << 16;

  private final ModelInfo model;
  private final Journal journal;
  private final RecordFormat format;
  private final Optional<Duplicates> duplicates;
  private final Gate gate;
  private final Gate followers = new Gate(FOLLOWERS, Long.MAX_VALUE);
  private final Submitter submitter;
  private final Recorder recorder;

  /** Makes one, whose outcomes are written by {@code recorder}. */
  Desk(BatchJob job, Journal journal, RecordFormat format, Recorder recorder) {
    this.model = job.model().info();
    this.journal = journal;
    this.format = format;
    this.recorder = recorder;
    this.duplicates = job.options().dedupe() ? Optional.of(new Duplicates()) : Optional.empty();
    Endpoints endpoints = Endpoints.of(job.model());
    this.gate = new Gate(endpoints.underWay(), BYTES);
    this.submitter = new Submitter(endpoints::waiting, this::ended);
  }

  Window window() {
    return Window.of(model.maxSequences());
  }

  Brake brake() {
    return new Brake(gate, followers, submitter);
  }

  boolean looksForDuplicates() {
    return duplicates.isPresent();
  }

  /**
   * What equal requests have in common; empty if they are not looked for, or answers may differ.
   */
  Optional<Duplicates.Key> keyOf(JobLine.Asked line, BodyWork<?> asked) {
    return looksForDuplicates() ? Duplicates.key(line, asked) : Optional.empty();
  }

  void answered(Duplicates.Key key, long entry) {
    duplicates.get().answered(key, entry);
  }

  /** Has a request answered; false if the job is being stopped. */
  boolean answer(Task task) throws InterruptedException {
    if (!gate.enter(task.bytes())) {
      return false;
    }
    return task.key().isEmpty() ? submit(task) : claim(task, task.key().get());
  }

  private boolean submit(Task task) {
    submitter.submit(task);
    return true;
  }

  private boolean claim(Task task, Duplicates.Key key) throws InterruptedException {
    Duplicates.Follower follower =
        new Duplicates.Follower(task.sequence(), task.line().customId(), task.bytes());
    Duplicates.Claim claim = duplicates.get().claim(key, follower);
    return switch (claim.kind()) {
      case ANSWER -> submit(task);
      case COPY -> {
        recorder.add(copy(follower, claim.entry(), () -> gate.leave(task.bytes())));
        yield true;
      }
      case WAIT -> {
        gate.leave(task.bytes());
        yield followers.enter(0);
      }
    };
  }

  /** Has a record written; false if the job is being stopped. */
  boolean record(long sequence, long bytes, Supplier<JobRecord> record)
      throws InterruptedException {
    if (!gate.enter(bytes)) {
      return false;
    }
    recorder.add(new Outcome(sequence, bytes, Optional.empty(), () -> gate.leave(bytes), record));
    return true;
  }

  /** On the model's thread. */
  private void ended(Submitter.Submission<?> submission) {
    Task task = submission.task();
    Runnable release = () -> gate.leave(task.bytes());
    if (submission.isCancelled()) {
      release.run();
      return;
    }
    Duration latency = submission.age();
    Supplier<JobRecord> record = () -> record(submission).withLatency(latency);
    recorder.add(new Outcome(task.sequence(), task.bytes(), task.key(), release, record));
  }

  private <A> JobRecord record(Submitter.Submission<A> submission) {
    JobLine.Asked line = submission.task().line();
    try {
      return format.answered(line, submission.work(), submission.join());
    } catch (RequestException e) {
      return format.failed(line, e);
    }
  }

  /** An outcome is in the journal: those that waited for it get theirs. */
  void written(Outcome outcome, long entry) {
    if (outcome.key().isPresent()) {
      for (Duplicates.Follower follower : duplicates.get().done(outcome.key().get(), entry)) {
        recorder.write(copy(follower, entry, () -> followers.leave(0)));
      }
    }
    outcome.release().run();
  }

  /** Waits until nothing is under way. */
  void awaitEmpty() throws InterruptedException {
    gate.awaitEmpty();
  }

  private Outcome copy(Duplicates.Follower follower, long entry, Runnable release) {
    return new Outcome(
        follower.sequence(),
        follower.bytes(),
        Optional.empty(),
        release,
        () -> copied(follower.customId(), entry));
  }

  private JobRecord copied(String customId, long entry) {
    try {
      JobRecord.Status status = JournalEntry.status(entry);
      return JobRecord.free(
          status == JobRecord.Status.ANSWERED ? JobRecord.Status.COPIED : status,
          CopiedRecord.of(journal.line(entry), customId));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the journal: " + e.getMessage(), e);
    }
  }
}
