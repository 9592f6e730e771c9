package io.millrace;

import java.util.List;

/**
 * What a model made of a request.
 *
 * @param requestId the request's id
 * @param choices the continuations, {@code n} of them; with {@code best_of} the best ones, best
 *     first
 * @param usage tokens read and written
 * @param promptTokens the prompt as the model read it, template and beginning-of-sequence included
 */
public record Answer(String requestId, List<Choice> choices, Usage usage, int[] promptTokens) {

  public Answer {
    choices = List.copyOf(choices);
  }

  /** The text of the first choice. */
  public String text() {
    return choices.get(0).text();
  }
}
