package io.millrace.batch;

import io.millrace.RequestException;
import io.millrace.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads all requests of a job and says which could not be answered, without answering any. */
final class Validation {

  private static final int SHOWN = 20;
  private final BatchJob job;
  private final BodyReader bodies = new BodyReader(0, Optional.empty());
  private final List<String> problems = new ArrayList<>();
  private long valid;
  private long invalid;

  Validation(BatchJob job) {
    this.job = job;
  }

  ValidationReport run() throws IOException {
    if (!Files.isRegularFile(job.input().file()) || !Files.isReadable(job.input().file())) {
      throw new JobRefusedException(
          "input: " + job.input().file() + " is no file that can be read");
    }
    try (RequestSource source = RequestSource.open(job)) {
      Selection requests = new Selection(source, job.options(), bytes -> {});
      Optional<Selection.Selected> next = requests.next();
      while (next.isPresent()) {
        check(next.get().line());
        next = requests.next();
      }
    }
    return new ValidationReport(valid, invalid, problems);
  }

  private void check(JobLine line) {
    if (line instanceof JobLine.Refused refused) {
      wrong(line.number(), refused.message());
      return;
    }
    try {
      bodies.read((JobLine.Asked) line).check();
      valid++;
    } catch (RequestException e) {
      wrong(line.number(), e.getMessage());
    } catch (JsonException e) {
      wrong(line.number(), e.getMessage());
    }
  }

  private void wrong(long number, String problem) {
    invalid++;
    if (problems.size() < SHOWN) {
      problems.add("line " + number + ": " + problem);
    }
  }
}
