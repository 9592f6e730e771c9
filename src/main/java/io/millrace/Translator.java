package io.millrace;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A model that turns texts into other texts: translations, summaries, answers to tasks. */
public non-sealed interface Translator extends Model {

  /** Opens a model with {@link ModelOptions#defaults}; see {@link #open(String, ModelOptions)}. */
  static Translator open(String pathOrName) throws IOException {
    return open(pathOrName, ModelOptions.defaults());
  }

  /**
   * Opens a model with an encoder and a decoder.
   *
   * @param pathOrName a Hugging Face model folder or a {@code .gguf} file, or the name of a model
   *     that {@code pull} fetched
   * @throws IOException if there is no such file, it is damaged, or it holds no such model
   * @throws IllegalStateException if the options ask for kernels that cannot run here
   */
  static Translator open(String pathOrName, ModelOptions options) throws IOException {
    return ModelOpening.openTranslator(pathOrName, options);
  }

  /**
   * Translating as the model's own files say, by beam search where they name a number of beams,
   * else by always taking the likeliest token.
   */
  DecodingOptions defaults();

  /**
   * Translates a text with {@link #defaults}.
   *
   * @throws RequestException if it cannot be translated
   */
  default Translation translate(String text) {
    return translate(text, defaults());
  }

  /**
   * Translates a text.
   *
   * @throws RequestException if it cannot be translated
   */
  Translation translate(String text, DecodingOptions options);

  /** Translates texts together, with {@link #defaults}. */
  default List<Result<Translation>> translateAll(List<String> texts) {
    return translateAll(texts, defaults());
  }

  /** Translates texts together, in the same order; one bad text fails alone. */
  List<Result<Translation>> translateAll(List<String> texts, DecodingOptions options);

  /** Translates texts as they come, with {@link #defaults}. */
  default Stream<Result<Translation>> translateEach(Stream<String> texts) {
    return translateEach(texts, defaults());
  }

  /**
   * Translates texts as they come, in the same order; one bad text fails alone.
   *
   * <p>Lazy, as {@link LanguageModel#generateEach} is: texts are taken while translations are.
   * Closing the result drops what is under way and closes {@code texts}.
   */
  Stream<Result<Translation>> translateEach(Stream<String> texts, DecodingOptions options);

  /** Starts to translate a text with {@link #defaults}. */
  default CompletableFuture<Translation> submit(String text) {
    return submit(text, defaults());
  }

  /**
   * Starts to translate a text; waits only while many are queued already.
   *
   * @return the translation to come; fails with a {@link RequestException}. Cancelling it drops the
   *     request. Its dependents run on the model's thread unless they are asynchronous, and must be
   *     short then
   */
  CompletableFuture<Translation> submit(String text, DecodingOptions options);

  /** What the model has done so far. */
  ModelMetrics metrics();
}
