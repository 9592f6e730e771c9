package io.millrace.batch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/** The requests of a file, one at a time; a bad one is reported and the next one is read. */
interface RequestSource extends Closeable {

  /**
   * Opens the source of a job.
   *
   * @throws JobRefusedException if its template names what is not there
   */
  static RequestSource open(BatchJob job) throws IOException {
    JobInput input = job.input();
    Endpoints endpoints = Endpoints.of(job.model());
    InputStream in = Files.newInputStream(input.file());
    try {
      return switch (input.format()) {
        case OPENAI -> new JobReader(in, endpoints, BodyOverrides.parse(input.body()));
        case TEXT -> new TextReader(in, PromptBody.of(input, endpoints));
        case CSV -> CsvReader.open(in, PromptBody.of(input, endpoints));
      };
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The next request or bad line, or empty at the end. */
  Optional<JobLine> next() throws IOException;

  /** Bytes read so far. */
  long consumed();
}
