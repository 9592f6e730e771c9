package io.millrace.cli;

import io.millrace.BeamOptions;
import io.millrace.DecodingOptions;
import picocli.CommandLine.Option;

/** The options that say how a text is made of another one. */
final class DecodingArguments {

  @Option(
      names = "--beams",
      paramLabel = "N",
      description = "Search by N beams; 1 takes the likeliest token; default: as the model says.")
  private Integer beams;

  @Option(
      names = "--length-penalty",
      paramLabel = "X",
      description = "Of a search by beams: above 0 favours long texts; default: as the model says.")
  private Double lengthPenalty;

  @Option(
      names = "--no-repeat-ngram-size",
      paramLabel = "N",
      description = "No run of N tokens occurs twice; default: as the model says.")
  private Integer noRepeatNgramSize;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "Tokens to write at most; default: as the model says.")
  private Integer maxLength;

  @Option(
      names = "--min-length",
      paramLabel = "N",
      description = "Tokens to write at least; default: as the model says.")
  private Integer minLength;

  /**
   * Checks what can be checked before a model is opened.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  void expectSense() {
    var unused = apply(DecodingOptions.greedy().withBeams(BeamOptions.of(1)));
  }

  /** The model's own options with what was said put in. */
  DecodingOptions apply(DecodingOptions defaults) {
    DecodingOptions options = withBeams(defaults);
    if (noRepeatNgramSize != null) {
      options =
          options.withConstraints(options.constraints().withNoRepeatNgramSize(noRepeatNgramSize));
    }
    options = maxLength == null ? options : options.withMaxTokens(maxLength);
    return minLength == null ? options : options.withMinTokens(minLength);
  }

  private DecodingOptions withBeams(DecodingOptions options) {
    if (beams == null && options.beams().isEmpty()) {
      if (lengthPenalty != null) {
        throw new IllegalArgumentException(
            "length-penalty: is only for a search by beams, expected --beams beside it");
      }
      return options;
    }
    BeamOptions search = beams == null ? options.beams().get() : BeamOptions.of(beams);
    return options.withBeams(
        lengthPenalty == null ? search : search.withLengthPenalty(lengthPenalty));
  }
}
