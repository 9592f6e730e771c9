package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufMetadata;
import io.millrace.model.Metadata;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The metadata of a GGUF file as a network reads it.
 *
 * @param metadata of the file
 */
record GgufMetadataView(GgufMetadata metadata) implements Metadata {

  private interface Getter<T> {
    T get(String key) throws FormatException;
  }

  @Override
  public Optional<String> text(String key) {
    return find(key, metadata::getString);
  }

  @Override
  public Optional<Integer> integer(String key) {
    return find(key, metadata::getInt);
  }

  @Override
  public Optional<Float> number(String key) {
    return find(key, metadata::getFloat);
  }

  @Override
  public List<Integer> integers(String key) {
    return find(key, metadata::getIntArray)
        .map(values -> Arrays.stream(values).boxed().toList())
        .orElse(List.of());
  }

  private <T> Optional<T> find(String key, Getter<T> getter) {
    try {
      return metadata.has(key) ? Optional.of(getter.get(key)) : Optional.empty();
    } catch (FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
