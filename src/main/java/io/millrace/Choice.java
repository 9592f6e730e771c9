package io.millrace;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One continuation.
 *
 * @param text without stop string or end token; starts with the prompt's text if {@code echo} was
 *     asked for
 * @param tokens all tokens that were generated, those of a stop string and the end token included
 * @param finish why it ended
 * @param logprobs one entry a token of {@code text} if asked for, else empty: of the prompt (with
 *     {@code echo}), then of the generated tokens, without those that start in a stop string
 * @param score of a beam search: the sum of the tokens' log-probabilities after bias and penalties
 *     (with one beam: before), divided by the length to the power of the length penalty; else empty
 */
public record Choice(
    String text,
    int[] tokens,
    FinishReason finish,
    List<TokenLogprob> logprobs,
    OptionalDouble score) {

  public Choice {
    logprobs = List.copyOf(logprobs);
  }
}
