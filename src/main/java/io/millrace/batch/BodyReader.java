package io.millrace.batch;

import java.time.Duration;
import java.util.Optional;

/** Reads what bodies ask for, as a job wants it. */
record BodyReader(long created, Optional<Duration> timeout) {

  /**
   * @throws io.millrace.json.JsonException if something is unknown, missing or of the wrong kind
   * @throws io.millrace.RequestException if something is out of its range or unsupported
   */
  BodyWork<?> read(JobLine.Asked line) {
    BodyWork<?> asked = line.endpoint().read(line.customId(), created, line.body().at(""));
    return timeout.isPresent() ? asked.withTimeout(timeout.get()) : asked;
  }
}
