package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;

/** The record of a request made from that of an equal one: only the ids differ. */
final class CopiedRecord {

  private CopiedRecord() {}

  /**
   * @param line of the equal request
   * @param customId of the request that has no record yet
   */
  static byte[] of(byte[] line, String customId) {
    String hash = StableHash.of(customId).text();
    JsonField record = JsonValue.parse(line).at("record");
    JsonField response = record.require("response");
    JsonObject copy =
        with(
            with(
                with(record.object(), "id", "batch_req_" + hash),
                "custom_id",
                JsonValue.of(customId)),
            "response",
            response(response, hash));
    return copy.toJson().concat("\n").getBytes(UTF_8);
  }

  private static JsonObject response(JsonField response, String hash) {
    JsonField body = response.require("body");
    JsonObject copy = with(response.object(), "request_id", "req_" + hash);
    if (body.find("id").isEmpty()) {
      return copy; // a failure
    }
    String id = body.require("id").asString();
    String prefix = id.substring(0, id.lastIndexOf('-') + 1);
    return with(copy, "body", with(body.object(), "id", prefix + hash));
  }

  private static JsonObject with(JsonObject object, String key, String value) {
    return with(object, key, JsonValue.of(value));
  }

  private static JsonObject with(JsonObject object, String key, JsonValue value) {
    JsonObject.Builder copy = JsonObject.builder();
    object.members().forEach(copy::put);
    return copy.put(key, value).build();
  }
}
