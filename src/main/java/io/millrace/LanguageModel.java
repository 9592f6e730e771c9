package io.millrace;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A model that continues text. */
public non-sealed interface LanguageModel extends Model {

  /** Opens a model with {@link ModelOptions#defaults}; see {@link #open(String, ModelOptions)}. */
  static LanguageModel open(String pathOrName) throws IOException {
    return open(pathOrName, ModelOptions.defaults());
  }

  /**
   * Opens a model.
   *
   * @param pathOrName a {@code .gguf} file (of a split one, the first), a Hugging Face model
   *     folder, or the name of a model that {@code pull} fetched
   * @throws IOException if there is no such file, it is damaged, or its architecture is unsupported
   * @throws IllegalStateException if the options ask for kernels that cannot run here
   */
  static LanguageModel open(String pathOrName, ModelOptions options) throws IOException {
    return ModelOpening.open(pathOrName, options);
  }

  /**
   * How a prompt is answered if nobody says otherwise: {@link DecodingOptions#defaults}; of an
   * encoder-decoder as its files say, else greedily. Beams that the files ask for are taken by
   * requests that do nothing that beams cannot.
   */
  default DecodingOptions defaults() {
    return DecodingOptions.defaults();
  }

  /**
   * Continues a text with {@link #defaults}.
   *
   * @throws RequestException if it cannot be answered
   */
  default Answer generate(String prompt) {
    return generate(Request.of(prompt).withOptions(defaults()));
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
   * Answers requests as they come, in the same order; one bad request fails alone.
   *
   * <p>Lazy: requests are taken while answers are, a few times as many as run together ahead of
   * them, so that neither stream has to fit into memory. Closing the result drops what is under way
   * and closes {@code requests}.
   *
   * @param requests read by the thread that takes the answers
   * @return sequential
   */
  Stream<Result<Answer>> generateEach(Stream<Request> requests);

  /**
   * Starts to answer one request; waits only while many are queued already.
   *
   * @return the answer to come; fails with a {@link RequestException}. Cancelling it drops the
   *     request. Its dependents run on the model's thread unless they are asynchronous, and must be
   *     short then
   * @throws IllegalStateException if the model is closed, or the thread interrupted while it waits
   */
  CompletableFuture<Answer> submit(Request request);

  /**
   * Answers one request and hands its text over while it grows.
   *
   * @param listener called on the calling thread, in order; if it throws, the request is dropped
   *     and the exception passed on
   * @return the whole answer; its text is the pieces' texts joined
   * @throws RequestException if it cannot be answered
   */
  Answer stream(Request request, Consumer<Piece> listener);

  /** What the model has done so far. */
  ModelMetrics metrics();
}
