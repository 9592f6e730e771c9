package io.millrace.load;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a model's own files say that tokens are to be generated where a request does not, under the
 * names and with the meanings of {@code transformers}. Lengths count the decoder's start token.
 *
 * @param decoderStart the token that a decoder with a source starts from
 * @param forcedBos the token that must come first; empty for any
 * @param forcedEos the token that must come last where the length is used up; empty for any
 * @param eos tokens that end a generation; empty if the files name none
 * @param badWords sequences of tokens that must not be generated
 * @param maxLength tokens of a result at most; empty if the files do not say
 * @param maxNewTokens tokens to generate at most, stronger than {@code maxLength}; empty likewise
 * @param minLength tokens of a result before which it cannot end; 0 for none
 * @param minNewTokens tokens to generate before it can end; 0 for none
 * @param beams beams of a search; 1 for none
 * @param lengthPenalty power of the length that scores of beams are divided by; empty if unsaid
 * @param earlyStopping when a search for beams ends
 * @param noRepeatNgramSize sequences of so many tokens must not come twice; 0 for none
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens that were
 *     generated; 1 for none
 * @param suppressed tokens that must not be generated
 * @param sampling how tokens are drawn; empty for always the likeliest
 * @param results results of a source that are wanted; 1 and more
 */
public record GenerationDefaults(
    OptionalInt decoderStart,
    OptionalInt forcedBos,
    OptionalInt forcedEos,
    Set<Integer> eos,
    List<List<Integer>> badWords,
    OptionalInt maxLength,
    OptionalInt maxNewTokens,
    int minLength,
    int minNewTokens,
    int beams,
    OptionalDouble lengthPenalty,
    EarlyStopping earlyStopping,
    int noRepeatNgramSize,
    double repetitionPenalty,
    Set<Integer> suppressed,
    Optional<Sampling> sampling,
    int results) {

  /**
   * How tokens are drawn.
   *
   * @param temperature divides the logits; above 0
   * @param topK of so many likeliest tokens; 0 for all
   * @param topP of the fewest likeliest whose probabilities reach this sum; 1 for all
   * @param minP of those at least so probable relative to the likeliest; 0 for all
   */
  public record Sampling(double temperature, int topK, double topP, double minP) {}

  /** When a search for beams ends. */
  public enum EarlyStopping {
    /** {@code false}: when a better result is unlikely. */
    UNLIKELY,
    /** {@code true}: when as many results as beams have ended. */
    ENOUGH,
    /** {@code "never"}: when no better result is possible. */
    IMPOSSIBLE
  }

  /** What a file that says nothing says. */
  public static final GenerationDefaults NONE =
      new GenerationDefaults(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Set.of(),
          List.of(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          0,
          0,
          1,
          OptionalDouble.empty(),
          EarlyStopping.UNLIKELY,
          0,
          1,
          Set.of(),
          Optional.empty(),
          1);

  /** The same with a token that decoders start from. */
  GenerationDefaults withDecoderStart(int token) {
    return new GenerationDefaults(
        OptionalInt.of(token),
        forcedBos,
        forcedEos,
        eos,
        badWords,
        maxLength,
        maxNewTokens,
        minLength,
        minNewTokens,
        beams,
        lengthPenalty,
        earlyStopping,
        noRepeatNgramSize,
        repetitionPenalty,
        suppressed,
        sampling,
        results);
  }

  /** Copies the collections. */
  public GenerationDefaults {
    eos = Set.copyOf(eos);
    badWords = badWords.stream().map(List::copyOf).toList();
    suppressed = Set.copyOf(suppressed);
  }
}
