package io.millrace.bench;

import java.util.EnumSet;
import java.util.Set;

/**
 * What {@link BatchBench} measures, and how often.
 *
 * @param works which of the three
 * @param repetitions how often each is measured; 1 or more
 * @param longTailed the job of many lengths
 * @param shared the job of one beginning
 * @param batch short requests of equal lengths
 */
public record BatchPlan(
    Set<BatchWork> works, int repetitions, LongTailed longTailed, Shared shared, Batch batch) {

  /**
   * Requests whose lengths follow two laws, drawn independently.
   *
   * @param requests how many, at least 1
   * @param prompts lengths of prompts
   * @param answers tokens to generate
   */
  public record LongTailed(int requests, LengthLaw prompts, LengthLaw answers) {}

  /**
   * Requests whose prompts begin alike.
   *
   * @param requests how many, at least 1
   * @param prefix tokens of the beginning they have in common
   * @param own tokens that follow it in each
   * @param generated tokens of each answer
   */
  public record Shared(int requests, int prefix, int own, int generated) {}

  /**
   * Requests of equal lengths.
   *
   * @param sequences how many, all together at once
   * @param prompt tokens of each prompt
   * @param generated tokens of each answer, without the one that reading the prompt gives
   */
  public record Batch(int sequences, int prompt, int generated) {}

  public BatchPlan {
    if (repetitions < 1 || works.isEmpty()) {
      throw new IllegalArgumentException(
          "bench: %d repetitions of %s, expected 1 and more of one and more"
              .formatted(repetitions, works));
    }
    works = Set.copyOf(works);
  }

  /** For figures: 500 and 200 requests, three times. Takes an hour where tokens take 4 ms. */
  public static BatchPlan full() {
    return of(3, 500, 200);
  }

  /** To see that all is well: 100 and 40 requests, once. */
  public static BatchPlan quick() {
    return of(1, 100, 40);
  }

  private static BatchPlan of(int repetitions, int longTailed, int shared) {
    return new BatchPlan(
        EnumSet.allOf(BatchWork.class),
        repetitions,
        new LongTailed(longTailed, LengthLaw.PROMPTS, LengthLaw.ANSWERS),
        new Shared(shared, 1000, 50, 30),
        new Batch(32, 128, 32));
  }

  public BatchPlan withWorks(Set<BatchWork> works) {
    return new BatchPlan(works, repetitions, longTailed, shared, batch);
  }

  public BatchPlan withRepetitions(int repetitions) {
    return new BatchPlan(works, repetitions, longTailed, shared, batch);
  }

  boolean has(BatchWork work) {
    return works.contains(work);
  }

  /** Positions that its longest request takes. */
  int mostPositions() {
    int most = batch.prompt() + 1 + batch.generated();
    if (has(BatchWork.LONG_TAILED)) {
      most = Math.max(most, longTailed.prompts().most() + longTailed.answers().most());
    }
    if (has(BatchWork.SHARED_PREFIX)) {
      most = Math.max(most, shared.prefix() + shared.own() + shared.generated());
    }
    return most;
  }
}
