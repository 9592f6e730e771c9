package io.millrace.model.family;

import io.millrace.model.Family;
import java.util.List;

/** The families of models that can be run. */
public final class Families {

  private static final List<Family> ALL =
      List.of(
          new Llama(),
          new Qwen2(),
          new Qwen3(),
          new Gemma2(),
          new Gemma3(),
          new Gpt2(),
          new Phi3(),
          new Bart(),
          new Mbart(),
          new Marian(),
          new T5());

  private Families() {}

  /** The architectures that can be run, by their names in files. */
  public static List<String> architectures() {
    return ALL.stream().flatMap(family -> family.architectures().stream()).toList();
  }

  /**
   * The family of an architecture.
   *
   * @throws IllegalArgumentException if there is none; the message lists those that there are
   */
  public static Family of(String architecture) {
    return ALL.stream()
        .filter(family -> family.architectures().contains(architecture))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "architecture is %s, expected one of %s; this one is not supported"
                        .formatted(architecture, architectures())));
  }
}
