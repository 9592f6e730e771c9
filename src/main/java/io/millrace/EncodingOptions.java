package io.millrace;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How texts become vectors.
 *
 * <p>Build one by {@link #defaults} and {@code withX}; new components may be added, so the
 * constructor carries no promise.
 *
 * @param promptName the name of one of the model's prompts, put before each text; default empty:
 *     the model's default prompt, if it has one
 * @param prompt a text put before each text in place of the model's prompts, may be empty; default
 *     empty: none is given
 * @param dimensions elements of a vector that are kept, the first ones, as models trained for it
 *     (Matryoshka) allow; at least 1, default empty: all
 * @param normalization whether vectors are brought to length 1; default as the model says
 * @param maxTokens tokens of a text at most, those put around it included; at least 1, default
 *     empty: as the model says, which is a limit as well
 * @param overflow what becomes of longer texts; default they are cut
 * @param timeout fail when a text has taken longer than this since it was submitted; above 0,
 *     default empty: never
 */
public record EncodingOptions(
    Optional<String> promptName,
    Optional<String> prompt,
    OptionalInt dimensions,
    Normalization normalization,
    OptionalInt maxTokens,
    Overflow overflow,
    Optional<Duration> timeout) {

  /** Whether vectors are brought to length 1. */
  public enum Normalization {
    /** If the model's folder says so. */
    AS_MODEL,
    /** Always. */
    ON,
    /** Never. */
    OFF
  }

  /** Checks every component. */
  public EncodingOptions {
    Range.check("dimensions", dimensions.orElse(1), 1, Integer.MAX_VALUE);
    Range.check("max_tokens", maxTokens.orElse(1), 1, Integer.MAX_VALUE);
    Range.checkTimeout(timeout);
    if (promptName.isPresent() && prompt.isPresent()) {
      throw new IllegalArgumentException(
          "prompt: both a name and a text are given, expected one of them");
    }
  }

  /** Everything as the model says. */
  public static EncodingOptions defaults() {
    return new Draft().build();
  }

  public EncodingOptions withPromptName(String promptName) {
    return with(draft -> draft.promptName = Optional.of(promptName));
  }

  public EncodingOptions withPrompt(String prompt) {
    return with(draft -> draft.prompt = Optional.of(prompt));
  }

  public EncodingOptions withDimensions(int dimensions) {
    return with(draft -> draft.dimensions = OptionalInt.of(dimensions));
  }

  public EncodingOptions withNormalization(Normalization normalization) {
    return with(draft -> draft.normalization = normalization);
  }

  public EncodingOptions withMaxTokens(int maxTokens) {
    return with(draft -> draft.maxTokens = OptionalInt.of(maxTokens));
  }

  public EncodingOptions withOverflow(Overflow overflow) {
    return with(draft -> draft.overflow = overflow);
  }

  public EncodingOptions withTimeout(Duration timeout) {
    return with(draft -> draft.timeout = Optional.of(timeout));
  }

  private EncodingOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.promptName = promptName;
    draft.prompt = prompt;
    draft.dimensions = dimensions;
    draft.normalization = normalization;
    draft.maxTokens = maxTokens;
    draft.overflow = overflow;
    draft.timeout = timeout;
    change.accept(draft);
    return draft.build();
  }

  /** The components while they are being changed. */
  private static final class Draft {
    private Optional<String> promptName = Optional.empty();
    private Optional<String> prompt = Optional.empty();
    private OptionalInt dimensions = OptionalInt.empty();
    private Normalization normalization = Normalization.AS_MODEL;
    private OptionalInt maxTokens = OptionalInt.empty();
    private Overflow overflow = Overflow.CUT;
    private Optional<Duration> timeout = Optional.empty();

    private EncodingOptions build() {
      return new EncodingOptions(
          promptName, prompt, dimensions, normalization, maxTokens, overflow, timeout);
    }
  }
}
