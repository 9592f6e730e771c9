package io.millrace.json;

import java.util.ArrayList;
import java.util.List;

/**
 * A JSON array.
 *
 * @param elements unmodifiable
 */
public record JsonArray(List<JsonValue> elements) implements JsonValue {

  /** Copies {@code elements}. */
  public JsonArray {
    elements = List.copyOf(elements);
  }

  /** The array of {@code elements}. */
  public static JsonArray of(JsonValue... elements) {
    return new JsonArray(List.of(elements));
  }

  /** The number of elements. */
  public int size() {
    return elements.size();
  }

  /**
   * Element {@code index}, from 0.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public JsonValue get(int index) {
    return elements.get(index);
  }

  /** A builder with no elements yet. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String toString() {
    return toJson();
  }

  /** Collects the elements of an array. */
  public static final class Builder {
    private final List<JsonValue> elements = new ArrayList<>();

    private Builder() {}

    public Builder add(JsonValue value) {
      elements.add(value);
      return this;
    }

    public Builder add(String value) {
      return add(JsonValue.of(value));
    }

    public Builder add(long value) {
      return add(JsonValue.of(value));
    }

    public Builder add(float value) {
      return add(JsonValue.of(value));
    }

    public Builder add(double value) {
      return add(JsonValue.of(value));
    }

    public Builder add(boolean value) {
      return add(JsonValue.of(value));
    }

    /** Adds JSON's {@code null}. */
    public Builder addNull() {
      return add(JsonNull.NULL);
    }

    public JsonArray build() {
      return new JsonArray(elements);
    }
  }
}
