package io.millrace;

import java.util.List;
import java.util.function.Consumer;

/** A model that continues text. */
public non-sealed interface LanguageModel extends Model {

  /**
   * Continues a text with {@link DecodingOptions#defaults}.
   *
   * @throws RequestException if it cannot be answered
   */
  default Answer generate(String prompt) {
    return generate(Request.of(prompt));
  }

  /**
   * Answers one request.
   *
   * @throws RequestException if it cannot be answered
   */
  Answer generate(Request request);

  /** Answers requests together, in the same order; one bad request fails alone. */
  List<Result<Answer>> generateAll(List<Request> requests);

  /**
   * Answers one request and hands its text over while it grows.
   *
   * @param listener called on the calling thread, in order; if it throws, the request is dropped
   *     and the exception passed on
   * @return the whole answer; its text is the pieces' texts joined
   * @throws RequestException if it cannot be answered
   */
  Answer stream(Request request, Consumer<Piece> listener);
}
