package io.millrace.load;

import io.millrace.tokenizer.Truncation;
import java.util.Map;
import java.util.Optional;

/**
 * What happens to a text before a model reads it.
 *
 * @param mostTokens tokens at most, those put around it included
 * @param side which end of a longer text is cut off
 * @param prompts what may be put before it, by name
 * @param defaultPrompt the name of the one that is put there unless the user says otherwise
 * @param parts whether the model is told which of two texts a token belongs to
 * @param promptUse whether the tokens of a prompt count in pooling
 */
public record TextSettings(
    int mostTokens,
    Truncation.Side side,
    Parts parts,
    Map<String, String> prompts,
    Optional<String> defaultPrompt,
    PromptUse promptUse) {

  /** Whether a model is told which of two texts a token belongs to. */
  public enum Parts {
    TOLD_APART,
    ALIKE
  }

  /** Whether the tokens of a prompt count in pooling. */
  public enum PromptUse {
    COUNTED,
    LEFT_OUT
  }

  /** Copies the map. */
  public TextSettings {
    prompts = Map.copyOf(prompts);
  }

  /** The same with a limit that is not above another one. */
  TextSettings within(int limit) {
    return new TextSettings(
        Math.min(mostTokens, limit), side, parts, prompts, defaultPrompt, promptUse);
  }
}
