package io.millrace;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A model that turns texts into vectors: texts of like meaning have vectors of like direction. */
public non-sealed interface TextEncoder extends Model {

  /** Opens a model with {@link ModelOptions#defaults}; see {@link #open(String, ModelOptions)}. */
  static TextEncoder open(String pathOrName) throws IOException {
    return open(pathOrName, ModelOptions.defaults());
  }

  /**
   * Opens an encoder: a sentence-transformers folder, or a plain one, whose vectors are the means
   * of its tokens' hidden states.
   *
   * @param pathOrName a model folder or file, or the name of a model that {@code pull} fetched
   * @throws IOException if there is no such file, it is damaged, or it is no encoder that is
   *     supported
   * @throws IllegalStateException if the options ask for kernels that cannot run here
   */
  static TextEncoder open(String pathOrName, ModelOptions options) throws IOException {
    return EncoderOpening.textEncoder(pathOrName, options);
  }

  /** Elements of a vector, unless the options ask for fewer. */
  int dimensions();

  /** The model's prompts by name, put before a text of that purpose. */
  Map<String, String> prompts();

  /**
   * Encodes a text with {@link EncodingOptions#defaults}.
   *
   * @throws RequestException if it cannot be encoded
   */
  default float[] encode(String text) {
    return encode(text, EncodingOptions.defaults());
  }

  /**
   * Encodes a text.
   *
   * @throws RequestException if it cannot be encoded
   */
  float[] encode(String text, EncodingOptions options);

  /** Encodes texts together, with {@link EncodingOptions#defaults}. */
  default List<Result<float[]>> encodeAll(List<String> texts) {
    return encodeAll(texts, EncodingOptions.defaults());
  }

  /** Encodes texts together, in the same order; one bad text fails alone. */
  List<Result<float[]>> encodeAll(List<String> texts, EncodingOptions options);

  /** Encodes texts as they come, with {@link EncodingOptions#defaults}. */
  default Stream<Result<float[]>> encodeEach(Stream<String> texts) {
    return encodeEach(texts, EncodingOptions.defaults());
  }

  /**
   * Encodes texts as they come, in the same order; one bad text fails alone.
   *
   * <p>Lazy: texts are taken while vectors are, a few steps' worth ahead of them, so that neither
   * stream has to fit into memory. Closing the result drops what is under way and closes {@code
   * texts}.
   *
   * @param texts read by the thread that takes the vectors
   * @return sequential
   */
  Stream<Result<float[]>> encodeEach(Stream<String> texts, EncodingOptions options);

  /**
   * Starts to encode a text; waits only while many are queued already.
   *
   * @return the vector to come; fails with a {@link RequestException}. Cancelling it drops the
   *     text. Its dependents run on the model's thread unless they are asynchronous, and must be
   *     short then
   * @throws IllegalStateException if the model is closed, or the thread interrupted while it waits
   */
  CompletableFuture<Embedding> submit(String text, EncodingOptions options);

  /**
   * The same for a text that is tokens already, taken as they are: no prompt is put before them and
   * nothing around.
   */
  CompletableFuture<Embedding> submitTokens(int[] tokens, EncodingOptions options);
}
