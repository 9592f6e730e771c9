package io.millrace.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metadata from a map, for tests.
 *
 * @param values texts, whole numbers, floats and lists of whole numbers
 */
record MapMetadata(Map<String, Object> values) implements Metadata {

  @Override
  public Optional<String> text(String key) {
    return Optional.ofNullable((String) values.get(key));
  }

  @Override
  public Optional<Integer> integer(String key) {
    return Optional.ofNullable((Integer) values.get(key));
  }

  @Override
  public Optional<Float> number(String key) {
    return Optional.ofNullable((Number) values.get(key)).map(Number::floatValue);
  }

  @Override
  public List<Integer> integers(String key) {
    Object value = values.get(key);
    if (value instanceof List<?> list) {
      return list.stream().map(Integer.class::cast).toList();
    }
    return value == null ? List.of() : List.of((Integer) value);
  }
}
