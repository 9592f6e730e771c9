package io.millrace.tokenizer;

import java.util.OptionalInt;

/**
 * The ids a model file names for special purposes.
 *
 * @param bos begins a text ({@code tokenizer.ggml.bos_token_id})
 * @param eos ends a text ({@code eos_token_id})
 * @param endOfTurn ends a chat turn ({@code eot_token_id})
 * @param unknown stands for text the vocabulary cannot spell ({@code unknown_token_id})
 */
public record SpecialIds(
    OptionalInt bos, OptionalInt eos, OptionalInt endOfTurn, OptionalInt unknown) {

  /** No id named. */
  public static SpecialIds none() {
    OptionalInt empty = OptionalInt.empty();
    return new SpecialIds(empty, empty, empty, empty);
  }

  /** Checks that each id named lies in a vocabulary of {@code size} tokens. */
  void check(int size) {
    check("bos", bos, size);
    check("eos", eos, size);
    check("eot", endOfTurn, size);
    check("unknown", unknown, size);
  }

  private static void check(String name, OptionalInt id, int size) {
    if (id.isPresent() && (id.getAsInt() < 0 || id.getAsInt() >= size)) {
      throw new IllegalArgumentException(
          "tokenizer: %s token id is %d, expected 0 to %d"
              .formatted(name, id.getAsInt(), size - 1));
    }
  }
}
