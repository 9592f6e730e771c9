package io.millrace;

import java.util.List;

/**
 * One continuation.
 *
 * @param text without stop string or end token; starts with the prompt's text if {@code echo} was
 *     asked for
 * @param tokens all tokens that were generated, those of a stop string and the end token included
 * @param finish why it ended
 * @param logprobs one entry a token of {@code text} if asked for, else empty: of the prompt (with
 *     {@code echo}), then of the generated tokens, without those that start in a stop string
 */
public record Choice(String text, int[] tokens, FinishReason finish, List<TokenLogprob> logprobs) {

  public Choice {
    logprobs = List.copyOf(logprobs);
  }
}
