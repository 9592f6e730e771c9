package io.millrace.model;

import java.util.List;
import java.util.Optional;

/**
 * What a model's file says about it, by key.
 *
 * <p>A value of the wrong kind or out of the range of its type throws {@link
 * IllegalArgumentException} with the key, what was found and what was expected.
 */
public interface Metadata {

  /** A text, or empty if there is no such key. */
  Optional<String> text(String key);

  /** A whole number, or empty if there is no such key. */
  Optional<Integer> integer(String key);

  /** A number, or empty if there is no such key. */
  Optional<Float> number(String key);

  /** Whole numbers or truth values (0 and 1), one or an array of them; empty if absent. */
  List<Integer> integers(String key);

  /** What the file calls a key, for messages. */
  default String label(String key) {
    return "metadata key " + key;
  }
}
