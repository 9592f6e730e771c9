package io.millrace.tokenizer;

import java.util.Optional;

/**
 * What is to be encoded for a model, and how.
 *
 * @param text the text, or the first of two
 * @param pair the second text, as cross-encoders take it
 * @param special whether the spelling of a control token in a text is that token
 * @param frame whether the tokens that the model file puts around a text are added
 * @param truncation how a text that is too long is cut
 */
public record TextInput(
    String text, Optional<String> pair, SpecialTokens special, Frame frame, Truncation truncation) {

  /** Whether the tokens that a model file puts around a text are added. */
  public enum Frame {
    ADDED,
    LEFT_OUT
  }

  /** One text as a user wrote it, framed, whole. */
  public static TextInput of(String text) {
    return new TextInput(
        text, Optional.empty(), SpecialTokens.AS_TEXT, Frame.ADDED, Truncation.none());
  }

  /** Two texts as users wrote them, framed, whole. */
  public static TextInput of(String text, String pair) {
    return new TextInput(
        text, Optional.of(pair), SpecialTokens.AS_TEXT, Frame.ADDED, Truncation.none());
  }

  /** This input with control tokens read as {@code special} says. */
  public TextInput with(SpecialTokens special) {
    return new TextInput(text, pair, special, frame, truncation);
  }

  /** This input with the tokens around it as {@code frame} says. */
  public TextInput with(Frame frame) {
    return new TextInput(text, pair, special, frame, truncation);
  }

  /** This input cut as {@code truncation} says. */
  public TextInput with(Truncation truncation) {
    return new TextInput(text, pair, special, frame, truncation);
  }
}
