package io.millrace.batch;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/** Requests in the lines of OpenAI's Batch API. */
final class JobReader implements RequestSource {

  /** Longer lines are refused: 16 MiB. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final Set<String> FIELDS = Set.of("custom_id", "method", "url", "body");

  private final LineReader lines;
  private final Endpoints endpoints;
  private final BodyOverrides overrides;
  private final SeenIds seen = new SeenIds();

  JobReader(InputStream in, Endpoints endpoints, BodyOverrides overrides) {
    this.lines = new LineReader(in, MAX_LINE_BYTES);
    this.endpoints = endpoints;
    this.overrides = overrides;
  }

  /** The next line that is not blank, or empty at the end. */
  @Override
  public Optional<JobLine> next() throws IOException {
    return lines.readText().map(this::parse);
  }

  @Override
  public long consumed() {
    return lines.consumed();
  }

  private JobLine parse(InputLine line) {
    if (line.isCut()) {
      return JobLine.Refused.tooLong(line);
    }
    try {
      return envelope(line.number(), JsonValue.parse(line.bytes()).at(""));
    } catch (JsonException e) {
      return new JobLine.Refused(line.number(), "", "invalid_json_line", e.getMessage());
    }
  }

  private JobLine envelope(long number, JsonField line) {
    String id = "";
    try {
      id = line.require("custom_id").asString();
      line.allowOnly(FIELDS);
      line.find("method").ifPresent(JobReader::expectPost);
      Endpoint endpoint = endpoints.named(line.require("url"));
      JsonField body = line.require("body");
      if (!seen.add(id)) {
        String message = "custom_id: found " + JsonValue.of(id) + " again, expected each id once";
        return new JobLine.Refused(number, id, "duplicate_custom_id", message);
      }
      return new JobLine.Asked(number, id, endpoint, overrides.apply(body.object()));
    } catch (JsonException e) {
      return new JobLine.Refused(number, id, "invalid_request_line", e.getMessage());
    }
  }

  private static void expectPost(JsonField method) {
    if (!method.asString().equals("POST")) {
      throw method.wrong("\"POST\"");
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
