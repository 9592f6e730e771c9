package io.millrace.tokenizer;

import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which tokens end a generation.
 *
 * <p>The rule: the eos and end-of-turn ids of the file; then every token of kind control or
 * user-defined with one of the spellings below, because many files name one of two; then {@code
 * </s>} and {@code <eos>}, if control tokens (in Gemma 3 {@code </s>} is an ordinary tag). {@code
 * <|end|>} counts unless the vocabulary also has {@code <|return|>}: there it ends a part of an
 * answer only.
 */
final class EndOfGeneration {

  private static final String[] END_OF_TURN = {
    "<end_of_turn>",
    "<|im_end|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "<|end|>",
    "<|return|>",
    "<|call|>",
    "<|eot|>",
    "<EOT>",
    "<|END_OF_TURN_TOKEN|>",
    "<｜end▁of▁sentence｜>",
  };

  private static final String[] END_OF_TEXT = {"</s>", "<eos>"};

  private EndOfGeneration() {}

  static Set<Integer> of(Vocabulary vocabulary, SpecialIds ids) {
    Set<Integer> ends = new LinkedHashSet<>();
    ids.eos().ifPresent(ends::add);
    ids.endOfTurn().ifPresent(ends::add);
    boolean returns = vocabulary.id("<|return|>").isPresent();
    for (String piece : END_OF_TURN) {
      if (!(returns && piece.equals("<|end|>"))) {
        addIf(vocabulary, piece, ends, TokenKind.CONTROL, TokenKind.USER_DEFINED);
      }
    }
    for (String piece : END_OF_TEXT) {
      addIf(vocabulary, piece, ends, TokenKind.CONTROL, TokenKind.CONTROL);
    }
    return Set.copyOf(ends);
  }

  private static void addIf(
      Vocabulary vocabulary, String piece, Set<Integer> ends, TokenKind one, TokenKind other) {
    OptionalInt id = vocabulary.id(piece);
    if (id.isPresent()) {
      TokenKind kind = vocabulary.kind(id.getAsInt());
      if (kind == one || kind == other) {
        ends.add(id.getAsInt());
      }
    }
  }
}
