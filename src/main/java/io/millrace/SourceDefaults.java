package io.millrace;

import io.millrace.load.GenerationDefaults;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a model with a source does where a request does not say: what its own files say.
 *
 * @param files what they say
 */
record SourceDefaults(GenerationDefaults files) {

  /** How a request is decoded that says nothing, but for the beams. */
  DecodingOptions usual() {
    DecodingOptions options =
        files
            .sampling()
            .map(
                sampling ->
                    DecodingOptions.defaults()
                        .withTemperature(sampling.temperature())
                        .withTopK(sampling.topK())
                        .withTopP(sampling.topP())
                        .withMinP(sampling.minP()))
            .orElseGet(DecodingOptions::greedy);
    return options.withN(files.results());
  }

  /**
   * Fills in what is missing. The model's beams are taken if a request neither asks for beams nor
   * samples, and for nothing that beams cannot do.
   *
   * @param first the token that a language of the request forces to be first, if any
   */
  DecodingOptions apply(DecodingOptions asked, OptionalInt first) {
    DecodingOptions options = asked.withConstraints(constraints(asked.constraints(), first));
    return withBeams(
        asked.repetitionPenalty() == 1
            ? options.withRepetitionPenalty(files.repetitionPenalty())
            : options);
  }

  /** Fills in how beams are searched. */
  DecodingOptions withBeams(DecodingOptions asked) {
    if (asked.beams().isPresent()) {
      return asked.withBeams(fill(asked.beams().get()));
    }
    boolean possible =
        asked.temperature() == 0
            && asked.n() <= files.beams()
            && asked.bestOf().isEmpty()
            && asked.stop().isEmpty();
    return files.beams() > 1 && possible
        ? asked.withBeams(fill(BeamOptions.of(Math.min(files.beams(), 128))))
        : asked;
  }

  private BeamOptions fill(BeamOptions asked) {
    double penalty = asked.lengthPenalty().orElse(files.lengthPenalty().orElse(1));
    return asked
        .withLengthPenalty(penalty)
        .withEarlyStopping(asked.earlyStopping().orElseGet(this::earlyStopping));
  }

  private BeamOptions.EarlyStopping earlyStopping() {
    return switch (files.earlyStopping()) {
      case UNLIKELY -> BeamOptions.EarlyStopping.LIKELY;
      case ENOUGH -> BeamOptions.EarlyStopping.FULL;
      case IMPOSSIBLE -> BeamOptions.EarlyStopping.NEVER;
    };
  }

  private Constraints constraints(Constraints asked, OptionalInt first) {
    Constraints filled = asked;
    if (asked.noRepeatNgramSize() == 0) {
      filled = filled.withNoRepeatNgramSize(files.noRepeatNgramSize());
    }
    if (asked.badWords().isEmpty() && asked.badWordIds().isEmpty()) {
      filled = filled.withBadWordIds(files.badWords());
    }
    if (asked.suppressTokens().isEmpty()) {
      filled = filled.withSuppressTokens(files.suppressed());
    }
    OptionalInt forced = first.isPresent() ? first : files.forcedBos();
    if (asked.forcedFirst().isEmpty() && forced.isPresent()) {
      filled = filled.withForcedFirst(forced.getAsInt());
    }
    if (asked.forcedLast().isEmpty() && files.forcedEos().isPresent()) {
      filled = filled.withForcedLast(Set.of(files.forcedEos().getAsInt()));
    }
    return filled;
  }
}
