package io.millrace.batch;

import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.Map;

/**
 * Members that replace those of every body.
 *
 * @param members by their names
 */
record BodyOverrides(Map<String, JsonValue> members) {

  static BodyOverrides parse(String json) {
    return new BodyOverrides(JsonValue.parse(json).at("params").object().members());
  }

  JsonObject apply(JsonObject body) {
    if (members.isEmpty()) {
      return body;
    }
    JsonObject.Builder merged = JsonObject.builder();
    body.members().forEach(merged::put);
    members.forEach(merged::put);
    return merged.build();
  }
}
