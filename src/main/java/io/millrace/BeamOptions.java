package io.millrace;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a beam search goes and when it ends; names and meaning are those of {@code transformers}'
 * generation, whose results it gives.
 *
 * <p>Build one by {@link #of} and {@code withX}; new components may be added, so the constructor
 * carries no promise.
 *
 * @param beams hypotheses that grow together; 1 to 128; 1 is no search: tokens are chosen as
 *     without, also where a model's files ask for beams
 * @param lengthPenalty the power of its length that a hypothesis's sum of log-probabilities is
 *     divided by: above 0 favours long ones, below 0 short ones; −10 to 10, 0 disables it; default
 *     empty: what the files of an encoder-decoder say, else 1
 * @param earlyStopping when the search ends before all hypotheses have; default empty: what the
 *     files of an encoder-decoder say, else {@link EarlyStopping#LIKELY}
 */
public record BeamOptions(
    int beams, OptionalDouble lengthPenalty, Optional<EarlyStopping> earlyStopping) {

  /** When a search ends that could go on. */
  public enum EarlyStopping {
    /**
     * When no beam, at its present length, scores better than the worst of those that ended; {@code
     * false} in {@code transformers}.
     */
    LIKELY,
    /** As soon as as many hypotheses as beams have ended; {@code true} in {@code transformers}. */
    FULL,
    /**
     * When no beam could score better, at whatever length, than the worst of those that ended;
     * {@code "never"} in {@code transformers}.
     */
    NEVER
  }

  /** Checks every component. */
  public BeamOptions {
    Range.check("beams", beams, 1, DecodingOptions.MAX_CHOICES);
    Range.check("length_penalty", lengthPenalty.orElse(1), -10, 10);
  }

  /** Whether options ask for a search, which one beam is not. */
  static boolean search(DecodingOptions options) {
    return options.beams().filter(BeamOptions::isSearch).isPresent();
  }

  /** Whether there is a search: one beam is none. */
  public boolean isSearch() {
    return beams > 1;
  }

  /** So many beams, and the defaults. */
  public static BeamOptions of(int beams) {
    return new BeamOptions(beams, OptionalDouble.empty(), Optional.empty());
  }

  public BeamOptions withLengthPenalty(double lengthPenalty) {
    return new BeamOptions(beams, OptionalDouble.of(lengthPenalty), earlyStopping);
  }

  public BeamOptions withEarlyStopping(EarlyStopping earlyStopping) {
    return new BeamOptions(beams, lengthPenalty, Optional.of(earlyStopping));
  }
}
