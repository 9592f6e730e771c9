package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.LanguageModel;
import io.millrace.ModelInfo;
import io.millrace.RequestException;
import io.millrace.Result;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A running job: workers that take a line each, have it answered and hand the outcome to the
 * writer.
 *
 * <p>There are twice as many workers as the model runs sequences, so that there is always a request
 * waiting when a sequence ends. A worker spends its time asleep in the model.
 */
final class JobRun {

  private static final int MIN_WORKERS = 64;
  private static final int MAX_WORKERS = 512;

  /** Outcomes that may wait for an earlier one. */
  private static final int WINDOW = 1024;

  private final BatchJob job;
  private final LanguageModel model;
  private final ModelInfo info;
  private final long created;
  private final RecordFormat format;
  private final JobTally tally = new JobTally();
  private final AtomicLong consumed = new AtomicLong();
  private final long totalBytes;
  private long sequence;

  JobRun(BatchJob job) throws IOException {
    this.job = job;
    this.model = job.model();
    this.info = model.info();
    this.created = job.created().orElseGet(() -> System.currentTimeMillis() / 1000);
    this.format = new RecordFormat(created, info);
    this.totalBytes = Files.size(job.input());
  }

  JobReport run() throws IOException {
    int workers = Math.min(MAX_WORKERS, Math.max(MIN_WORKERS, 2 * info.maxSequences()));
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try (JobReader reader = new JobReader(Files.newInputStream(job.input()));
        JobWriter writer = new JobWriter(job.output(), job.errors(), WINDOW, this::written)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        work.add(() -> work(reader, writer));
      }
      for (Future<Void> worker : threads.invokeAll(work)) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw asIoException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("batch: interrupted");
    } finally {
      threads.shutdownNow();
    }
    return tally.report(info);
  }

  private static IOException asIoException(Throwable cause) {
    return cause instanceof IOException io
        ? new IOException("batch: stopped early, " + io.getMessage(), io)
        : new IOException("batch: stopped early by " + cause, cause);
  }

  private void written(JobRecord record) {
    tally.count(record);
    job.progress().accept(tally.progress(consumed.get(), totalBytes));
  }

  private record Numbered(long sequence, JobLine line) {}

  private Void work(JobReader reader, JobWriter writer) throws Exception {
    try {
      Optional<Numbered> next = take(reader);
      while (next.isPresent()) {
        writer.put(next.get().sequence(), answer(next.get().line()));
        next = take(reader);
      }
    } catch (Throwable problem) {
      // The others must not wait for an outcome that never comes.
      writer.stop(String.valueOf(problem.getMessage()));
      throw problem;
    }
    return null;
  }

  private synchronized Optional<Numbered> take(JobReader reader) throws IOException {
    Optional<JobLine> line = reader.next();
    consumed.set(reader.consumed());
    return line.map(l -> new Numbered(sequence++, l));
  }

  private JobRecord answer(JobLine line) {
    if (line instanceof JobLine.Asked asked) {
      try {
        return answer(asked);
      } catch (RequestException e) {
        return format.failed(asked, e);
      } catch (JsonException e) {
        return format.failed(asked, e);
      }
    }
    return format.refused((JobLine.Refused) line);
  }

  private JobRecord answer(JobLine.Asked line) {
    JsonField body = line.body().at("");
    BodyRequests asked = line.endpoint().read(line.customId(), created, body);
    body.find("model").ifPresent(name -> tally.named(name.asString()));
    List<Answer> answers = new ArrayList<>();
    for (Result<Answer> result : model.generateAll(asked.requests())) {
      answers.add(result.orThrow());
    }
    return format.answered(line, asked, answers);
  }
}
