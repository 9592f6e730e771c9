package io.millrace;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A model that reads a query and a document together and says how well they go together. */
public non-sealed interface Reranker extends Model {

  /** Opens a model with {@link ModelOptions#defaults}; see {@link #open(String, ModelOptions)}. */
  static Reranker open(String pathOrName) throws IOException {
    return open(pathOrName, ModelOptions.defaults());
  }

  /**
   * Opens a cross-encoder: a classifier of texts with one label.
   *
   * @param pathOrName a Hugging Face model folder, or the name of a model that {@code pull} fetched
   * @throws IOException if there is no such file, it is damaged, or it is no cross-encoder that is
   *     supported
   * @throws IllegalStateException if the options ask for kernels that cannot run here
   */
  static Reranker open(String pathOrName, ModelOptions options) throws IOException {
    return EncoderOpening.reranker(pathOrName, options);
  }

  /**
   * Orders documents, best first, with {@link ScoringOptions#defaults}.
   *
   * @throws RequestException if one of them cannot be scored
   */
  default List<Ranked> rank(String query, List<String> documents) {
    return rank(query, documents, ScoringOptions.defaults());
  }

  /**
   * Orders documents, best first; the earlier one first among equals.
   *
   * @throws RequestException if one of them cannot be scored
   */
  List<Ranked> rank(String query, List<String> documents, ScoringOptions options);

  /**
   * Scores a document with {@link ScoringOptions#defaults}; higher is better.
   *
   * @throws RequestException if it cannot be scored
   */
  float score(String query, String document);

  /**
   * Scores pairs of query and document as they come, in the same order; one bad pair fails alone.
   *
   * <p>Lazy: pairs are taken while scores are, a few steps' worth ahead of them, so that neither
   * stream has to fit into memory. Closing the result drops what is under way and closes {@code
   * pairs}.
   *
   * @param pairs read by the thread that takes the scores
   * @return sequential
   */
  Stream<Result<Score>> scoreEach(Stream<TextPair> pairs, ScoringOptions options);

  /**
   * Starts to score a document; waits only while many are queued already.
   *
   * @return the score to come; fails with a {@link RequestException}. Cancelling it drops the pair.
   *     Its dependents run on the model's thread unless they are asynchronous, and must be short
   *     then
   * @throws IllegalStateException if the model is closed, or the thread interrupted while it waits
   */
  CompletableFuture<Score> submit(TextPair pair, ScoringOptions options);

  /** Starts to order documents; as {@link #submit}, fails if one of them cannot be scored. */
  CompletableFuture<Ranking> submitRanking(
      String query, List<String> documents, ScoringOptions options);
}
