package io.millrace;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A model that gives texts, or the tokens of texts, labels. */
public non-sealed interface Classifier extends Model {

  /** What gets a label. */
  enum Subject {
    /** Whole texts: {@code classify} and its kin. */
    TEXTS,
    /** The tokens of a text: {@link #labelTokens(String)}. */
    TOKENS
  }

  /** Opens a model with {@link ModelOptions#defaults}; see {@link #open(String, ModelOptions)}. */
  static Classifier open(String pathOrName) throws IOException {
    return open(pathOrName, ModelOptions.defaults());
  }

  /**
   * Opens a classifier of texts or of tokens.
   *
   * @param pathOrName a Hugging Face model folder, or the name of a model that {@code pull} fetched
   * @throws IOException if there is no such file, it is damaged, or it is no classifier that is
   *     supported
   * @throws IllegalStateException if the options ask for kernels that cannot run here
   */
  static Classifier open(String pathOrName, ModelOptions options) throws IOException {
    return EncoderOpening.classifier(pathOrName, options);
  }

  /** What gets a label; methods for the other subject fail with a {@link RequestException}. */
  Subject subject();

  /** The labels by their numbers. */
  List<String> labels();

  /**
   * Labels a text with {@link ScoringOptions#defaults}.
   *
   * @throws RequestException if it cannot be labeled
   */
  Classification classify(String text);

  /**
   * Labels two texts that are read together.
   *
   * @throws RequestException if they cannot be labeled
   */
  Classification classify(TextPair texts);

  /** Labels texts together, with {@link ScoringOptions#defaults}. */
  default List<Result<Classification>> classifyAll(List<String> texts) {
    return classifyAll(texts, ScoringOptions.defaults());
  }

  /** Labels texts together, in the same order; one bad text fails alone. */
  List<Result<Classification>> classifyAll(List<String> texts, ScoringOptions options);

  /** Labels pairs of texts together, in the same order; one bad pair fails alone. */
  List<Result<Classification>> classifyPairs(List<TextPair> pairs, ScoringOptions options);

  /** Labels texts as they come, with {@link ScoringOptions#defaults}. */
  default Stream<Result<Classification>> classifyEach(Stream<String> texts) {
    return classifyEach(texts, ScoringOptions.defaults());
  }

  /**
   * Labels texts as they come, in the same order; one bad text fails alone.
   *
   * <p>Lazy: texts are taken while labels are, a few steps' worth ahead of them, so that neither
   * stream has to fit into memory. Closing the result drops what is under way and closes {@code
   * texts}.
   *
   * @param texts read by the thread that takes the labels
   * @return sequential
   */
  Stream<Result<Classification>> classifyEach(Stream<String> texts, ScoringOptions options);

  /**
   * Starts to label a text; waits only while many are queued already.
   *
   * @return the labels to come; fails with a {@link RequestException}. Cancelling it drops the
   *     text. Its dependents run on the model's thread unless they are asynchronous, and must be
   *     short then
   * @throws IllegalStateException if the model is closed, or the thread interrupted while it waits
   */
  CompletableFuture<Classification> submit(String text, ScoringOptions options);

  /** The same for two texts that are read together. */
  CompletableFuture<Classification> submitPair(TextPair texts, ScoringOptions options);

  /** The same for a text that is tokens already, taken as they are: nothing is put around. */
  CompletableFuture<Classification> submitTokens(int[] tokens, ScoringOptions options);

  /**
   * Labels the tokens of a text.
   *
   * @throws RequestException if they cannot be labeled
   */
  LabeledText labelTokens(String text);

  /** Labels the tokens of texts together, in the same order; one bad text fails alone. */
  List<Result<LabeledText>> labelAllTokens(List<String> texts, ScoringOptions options);

  /** Starts to label the tokens of a text; as {@link #submit(String, ScoringOptions)}. */
  CompletableFuture<LabeledText> submitLabels(String text, ScoringOptions options);
}
