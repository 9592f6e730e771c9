package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.ModelInfo;
import io.millrace.RequestException;
import io.millrace.json.JsonException;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.time.Duration;
import java.util.List;

/** Writes outcomes as the lines of OpenAI's output and error files. */
final class RecordFormat {

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int TIMEOUT = 408;
  private static final int SERVER_ERROR = 500;

  private final long created;
  private final ModelInfo model;

  RecordFormat(long created, ModelInfo model) {
    this.created = created;
    this.model = model;
  }

  <A> JobRecord answered(JobLine.Asked line, BodyWork<A> work, List<A> answers) {
    String hash = StableHash.of(line.customId()).text();
    ResponseHead head = new ResponseHead(hash, created, model.name(), model.fingerprint());
    JsonObject response = response(OK, hash, work.write(head, answers));
    WorkCounts counts = WorkCounts.NONE;
    for (A answer : answers) {
      counts = counts.plus(work.count(answer));
    }
    byte[] bytes = line(hash, JsonValue.of(line.customId()), response, JsonNull.NULL);
    return new JobRecord(JobRecord.Status.ANSWERED, bytes, counts, Duration.ZERO);
  }

  /** A request that was understood and could not be answered. */
  JobRecord failed(JobLine.Asked line, RequestException error) {
    JsonValue parameter =
        error.parameter().isPresent() ? JsonValue.of(error.parameter().get()) : JsonNull.NULL;
    JsonObject json =
        JsonObject.builder()
            .put("message", error.getMessage())
            .put("type", type(error.kind()))
            .put("param", parameter)
            .put("code", code(error.kind()))
            .build();
    boolean wrong = error.kind() == RequestException.Kind.INVALID;
    return failed(
        line,
        json,
        status(error.kind()),
        wrong ? JobRecord.Status.REFUSED : JobRecord.Status.FAILED);
  }

  /** A request whose body has the wrong form. */
  JobRecord failed(JobLine.Asked line, JsonException error) {
    String path = error.getMessage().split("[.\\[:]", 2)[0];
    return failed(line, RequestException.invalid(path, error.getMessage()));
  }

  /** A line that is no request. */
  JobRecord refused(JobLine.Refused line) {
    boolean named = !line.customId().isEmpty();
    // Lines without an id, and second lines of an id, are told apart by their numbers.
    String hash = StableHash.of("line " + line.number()).text();
    JsonObject error =
        JsonObject.builder()
            .put("code", line.code())
            .put("message", "line " + line.number() + ": " + line.message())
            .put("line", line.number())
            .build();
    JsonValue customId = named ? JsonValue.of(line.customId()) : JsonNull.NULL;
    byte[] bytes = line(hash, customId, JsonNull.NULL, error);
    return JobRecord.free(JobRecord.Status.REFUSED, bytes);
  }

  private static JobRecord failed(
      JobLine.Asked line, JsonObject error, int code, JobRecord.Status status) {
    String hash = StableHash.of(line.customId()).text();
    JsonObject body = JsonObject.builder().put("error", error).build();
    JsonObject response = response(code, hash, body);
    byte[] bytes = line(hash, JsonValue.of(line.customId()), response, JsonNull.NULL);
    return JobRecord.free(status, bytes);
  }

  private static int status(RequestException.Kind kind) {
    return switch (kind) {
      case INVALID, TOO_LONG -> BAD_REQUEST;
      case FAILED -> SERVER_ERROR;
      case TIMED_OUT -> TIMEOUT;
    };
  }

  private static String type(RequestException.Kind kind) {
    return switch (kind) {
      case INVALID, TOO_LONG -> "invalid_request_error";
      case FAILED -> "server_error";
      case TIMED_OUT -> "timeout_error";
    };
  }

  private static String code(RequestException.Kind kind) {
    return switch (kind) {
      case INVALID -> "invalid_value";
      case TOO_LONG -> "context_length_exceeded";
      case FAILED -> "generation_failed";
      case TIMED_OUT -> "request_timeout";
    };
  }

  private static JsonObject response(int status, String hash, JsonObject body) {
    return JsonObject.builder()
        .put("status_code", status)
        .put("request_id", "req_" + hash)
        .put("body", body)
        .build();
  }

  private static byte[] line(String hash, JsonValue customId, JsonValue response, JsonValue error) {
    return JsonObject.builder()
        .put("id", "batch_req_" + hash)
        .put("custom_id", customId)
        .put("response", response)
        .put("error", error)
        .build()
        .toJson()
        .concat("\n")
        .getBytes(UTF_8);
  }
}
