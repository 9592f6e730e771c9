package io.millrace.batch;

import io.millrace.RequestException;
import io.millrace.json.JsonException;
import io.millrace.json.JsonString;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the requests of a job, plans a window of them ahead and hands them out; on the thread that
 * runs the job.
 */
final class Feeder {

  private final JournalContents earlier;
  private final BodyReader bodies;
  private final RecordFormat format;
  private final JobTally tally;
  private final Desk desk;
  private final Window window;
  private boolean exhausted;

  /**
   * @param earlier outcomes that are there already
   * @param desk takes what is to be done
   */
  Feeder(
      JournalContents earlier, BodyReader bodies, RecordFormat format, JobTally tally, Desk desk) {
    this.earlier = earlier;
    this.bodies = bodies;
    this.format = format;
    this.tally = tally;
    this.desk = desk;
    this.window = desk.window();
  }

  /** Hands out all requests, or those until the job is stopped. */
  void feed(Selection requests) throws IOException, InterruptedException {
    Optional<Selection.Selected> next = requests.next();
    boolean open = true;
    while (next.isPresent() && open) {
      open = take(next.get());
      if (open && window.isFull()) {
        open = handOut();
      }
      next = open ? requests.next() : next;
    }
    exhausted = open && handOut();
  }

  /** Whether all requests were handed out. */
  boolean isExhausted() {
    return exhausted;
  }

  private boolean handOut() throws InterruptedException {
    for (Task task : window.drain()) {
      if (!desk.answer(task)) {
        return false;
      }
    }
    return true;
  }

  private boolean take(Selection.Selected next) throws InterruptedException {
    long entry = earlier.entry(next.sequence());
    if (next.line() instanceof JobLine.Refused refused) {
      return entry != 0
          ? skip(next)
          : desk.record(next.sequence(), next.bytes(), () -> format.refused(refused));
    }
    JobLine.Asked line = (JobLine.Asked) next.line();
    line.body()
        .get("model")
        .ifPresent(
            name -> {
              if (name instanceof JsonString text) {
                tally.named(text.value());
              }
            });
    if (entry != 0) {
      remember(line, entry);
      return skip(next);
    }
    return plan(next, line);
  }

  private boolean skip(Selection.Selected next) {
    tally.skip(next.bytes());
    return true;
  }

  private boolean plan(Selection.Selected next, JobLine.Asked line) throws InterruptedException {
    Supplier<JobRecord> failure;
    try {
      BodyWork<?> asked = bodies.read(line);
      window.add(
          new Task(
              next.sequence(), line.withoutBody(), asked, desk.keyOf(line, asked), next.bytes()));
      return true;
    } catch (RequestException e) {
      failure = () -> format.failed(line.withoutBody(), e);
    } catch (JsonException e) {
      failure = () -> format.failed(line.withoutBody(), e);
    }
    return desk.record(next.sequence(), next.bytes(), failure);
  }

  /** An answer of an earlier run may serve equal requests of this one. */
  private void remember(JobLine.Asked line, long entry) {
    if (JournalEntry.status(entry).isError() || !desk.looksForDuplicates()) {
      return;
    }
    desk.keyOf(line, bodies.read(line)).ifPresent(key -> desk.answered(key, entry));
  }
}
