package io.millrace.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object: its members in the order they were read or put.
 *
 * @param members unmodifiable; two objects are equal when their members are, in whatever order
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

  /** Copies {@code members}, keeping their order. */
  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** The member {@code key}, which may be {@link JsonNull}; empty when there is none. */
  public Optional<JsonValue> get(String key) {
    return Optional.ofNullable(members.get(key));
  }

  /** A builder with no members yet. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String toString() {
    return toJson();
  }

  /** Collects the members of an object; a key put again keeps its place and takes the new value. */
  public static final class Builder {
    private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String key, JsonValue value) {
      members.put(key, value);
      return this;
    }

    public Builder put(String key, String value) {
      return put(key, JsonValue.of(value));
    }

    public Builder put(String key, long value) {
      return put(key, JsonValue.of(value));
    }

    public Builder put(String key, float value) {
      return put(key, JsonValue.of(value));
    }

    public Builder put(String key, double value) {
      return put(key, JsonValue.of(value));
    }

    public Builder put(String key, boolean value) {
      return put(key, JsonValue.of(value));
    }

    /** Puts {@code key} with JSON's {@code null}. */
    public Builder putNull(String key) {
      return put(key, JsonNull.NULL);
    }

    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
