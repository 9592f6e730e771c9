package io.millrace.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides whether a job starts anew, goes on, or is refused. */
final class JobOpening {

  private final BatchJob job;
  private final JobFiles files;
  private final JournalFile file;

  private JobOpening(BatchJob job, JobFiles files, JournalFile file) {
    this.job = job;
    this.files = files;
    this.file = file;
  }

  static JobReport run(BatchJob job) throws IOException {
    JobFiles files = JobFiles.of(job);
    files.check();
    try (JournalFile file = JournalFile.hold(job.journal())) {
      return new JobOpening(job, files, file).run();
    }
  }

  private JobReport run() throws IOException {
    Optional<JournalContents> found = file.read();
    return switch (job.options().start()) {
      case NEW -> {
        expectNoJournal(found);
        files.expectFree();
        yield start();
      }
      case OVERWRITE -> start();
      case RESUME, RETRY_FAILED -> {
        if (found.isPresent()) {
          yield resume(found.get());
        }
        files.expectFree();
        yield start();
      }
    };
  }

  /** A journal that holds answers is not thrown away, unless the job was finished. */
  private void expectNoJournal(Optional<JournalContents> found) throws JobRefusedException {
    if (found.isPresent()
        && !found.get().state().finished()
        && found.get().outcomes().total() > 0) {
      throw new JobRefusedException(
          "journal: %s holds %d finished requests; go on with --resume, or start again with"
                  .formatted(job.journal(), found.get().outcomes().total())
              + " --overwrite");
    }
  }

  private JobReport start() throws IOException {
    JobHeader header = JobHeader.of(job);
    // A template that does not suit must not cost what is there.
    RequestSource.open(job).close();
    Journal journal = Journal.create(file.channel(), header);
    return new JobRun(job, journal, JournalContents.none(header)).run();
  }

  private JobReport resume(JournalContents contents) throws IOException {
    expectSameJob(contents.header());
    boolean retry = job.options().start() == JobStart.RETRY_FAILED;
    if (contents.state().finished()) {
      expectOutput(contents.state());
      if (!retry || contents.state().outcomes().retriable() == 0) {
        return JobReport.finishedBefore(contents.state(), job.model().info());
      }
    }
    Journal journal = Journal.reopen(file.channel(), contents);
    if (retry) {
      journal.retry();
      contents.forgetFailures();
    }
    return new JobRun(job, journal, contents).run();
  }

  private void expectSameJob(JobHeader before) throws IOException {
    JobHeader now = JobHeader.of(job);
    OptionalLong created = job.options().created();
    String differences =
        before.differences(created.isPresent() ? now : now.withCreated(before.created()));
    if (!differences.isEmpty()) {
      throw new JobRefusedException(
          "resume: "
              + job.journal()
              + " is of another job: "
              + differences
              + "; run the same job, or start again with --overwrite");
    }
  }

  private void expectOutput(JournalState state) throws JobRefusedException {
    boolean lost = state.outcomes().answered() > 0 && !Files.exists(job.output());
    if (lost) {
      throw new JobRefusedException(
          "resume: the job is finished, but "
              + job.output()
              + " is not there any more; start again with --overwrite");
    }
  }
}
