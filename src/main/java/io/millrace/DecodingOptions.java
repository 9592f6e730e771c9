package io.millrace;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How tokens are chosen and when to stop. Names, meanings and order of application are vLLM's.
 *
 * <p>Build one by {@link #defaults} and {@code withX}; new components may be added, so the
 * constructor carries no promise.
 *
 * @param temperature divides the logits; 0 to 1,000, default 1; 0 takes the most probable token
 * @param topK keep this many most probable tokens; 0 or more, default 0: all
 * @param topP keep the fewest most probable tokens whose probabilities reach this sum; above 0 to
 *     1, default 1: all
 * @param minP keep tokens at least this probable relative to the best; 0 to 1, default 0: all
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens in prompt or
 *     answer; above 0 to 1,000, default 1: none
 * @param presencePenalty is subtracted from logits of tokens in the answer; −2 to 2, default 0:
 *     none
 * @param frequencyPenalty is subtracted once per occurrence in the answer; −2 to 2, default 0: none
 * @param logitBias is added to the logits of these tokens; −100 to 100, default empty
 * @param seed decides all random choices; default empty: a hash of the request's id
 * @param maxTokens tokens to generate at most; default empty: 16, in conversations what the context
 *     leaves; 0 only with {@code echo}
 * @param minTokens tokens before which no end token and no stop string ends the answer; default 0
 * @param stop texts that end the answer and are not part of it; at most 16, default none
 * @param ignoreEos go on after the end token; default false
 * @param logprobs return logprobs of the tokens and of this many most probable ones; 0 to 20,
 *     default empty: none
 * @param echo let the text start with the prompt, and logprobs with the prompt's; default false
 * @param n continuations of the same prompt to return; 1 to 128, default 1
 * @param bestOf generate this many and return the {@code n} with the highest mean log-probability
 *     of a token; {@code n} to 128, default empty: {@code n}
 * @param sourceLanguage the language of a prompt that is to be translated, by the model's name for
 *     it, such as {@code en_XX}; default empty: as the model's tokenizer says
 * @param targetLanguage the language to translate it to; default empty: as the model's files say
 * @param sourceOverflow what becomes of the prompt of an encoder-decoder that is longer than its
 *     encoder reads; default {@link Overflow#REFUSE}
 * @param timeout fail when the request has run longer than this, counted from its first step; above
 *     0, default empty: never
 * @param beams search by beams and return the {@code n} best hypotheses; temperature, seed and the
 *     three filters then play no part, bias and penalties act on log-probabilities; default empty:
 *     what the files of an encoder-decoder say, else no beam search
 * @param constraints tokens that are excluded or forced; default {@link Constraints#none}
 */
public record DecodingOptions(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    double presencePenalty,
    double frequencyPenalty,
    Map<Integer, Double> logitBias,
    OptionalLong seed,
    OptionalInt maxTokens,
    int minTokens,
    List<String> stop,
    boolean ignoreEos,
    OptionalInt logprobs,
    boolean echo,
    int n,
    OptionalInt bestOf,
    Optional<String> sourceLanguage,
    Optional<String> targetLanguage,
    Overflow sourceOverflow,
    Optional<Duration> timeout,
    Optional<BeamOptions> beams,
    Constraints constraints) {

  /** Most stop strings a request may have. */
  public static final int MAX_STOPS = 16;

  /** Most alternatives a request may ask for at each token. */
  public static final int MAX_LOGPROBS = 20;

  /** Most continuations a request may ask for. */
  public static final int MAX_CHOICES = 128;

  /** Checks every component. */
  public DecodingOptions {
    logitBias = Map.copyOf(logitBias);
    stop = List.copyOf(stop);
    Range.check("temperature", temperature, 0, 1000);
    Range.check("top_k", topK, 0, Integer.MAX_VALUE);
    Range.checkPositive("top_p", topP, 1);
    Range.check("min_p", minP, 0, 1);
    Range.checkPositive("repetition_penalty", repetitionPenalty, 1000);
    Range.check("presence_penalty", presencePenalty, -2, 2);
    Range.check("frequency_penalty", frequencyPenalty, -2, 2);
    logitBias.forEach((token, bias) -> Range.check("logit_bias." + token, bias, -100, 100));
    Range.check("max_tokens", maxTokens.orElse(0), 0, Integer.MAX_VALUE);
    Range.check("min_tokens", minTokens, 0, Integer.MAX_VALUE);
    Range.check("logprobs", logprobs.orElse(0), 0, MAX_LOGPROBS);
    Range.check("stop strings", stop.size(), 0, MAX_STOPS);
    Range.check("n", n, 1, MAX_CHOICES);
    Range.check("best_of", bestOf.orElse(n), n, MAX_CHOICES);
    Range.checkTimeout(timeout);
    if (stop.contains("")) {
      throw new IllegalArgumentException("stop: holds an empty string, expected text");
    }
  }

  /** Sampling from the model's own distribution, as OpenAI's API does. */
  public static DecodingOptions defaults() {
    return new Draft().build();
  }

  /** Always the most probable token: temperature 0. */
  public static DecodingOptions greedy() {
    return defaults().withTemperature(0);
  }

  public DecodingOptions withTemperature(double temperature) {
    return with(draft -> draft.temperature = temperature);
  }

  public DecodingOptions withTopK(int topK) {
    return with(draft -> draft.topK = topK);
  }

  public DecodingOptions withTopP(double topP) {
    return with(draft -> draft.topP = topP);
  }

  public DecodingOptions withMinP(double minP) {
    return with(draft -> draft.minP = minP);
  }

  public DecodingOptions withRepetitionPenalty(double repetitionPenalty) {
    return with(draft -> draft.repetitionPenalty = repetitionPenalty);
  }

  public DecodingOptions withPresencePenalty(double presencePenalty) {
    return with(draft -> draft.presencePenalty = presencePenalty);
  }

  public DecodingOptions withFrequencyPenalty(double frequencyPenalty) {
    return with(draft -> draft.frequencyPenalty = frequencyPenalty);
  }

  public DecodingOptions withLogitBias(Map<Integer, Double> logitBias) {
    return with(draft -> draft.logitBias = logitBias);
  }

  public DecodingOptions withSeed(long seed) {
    return with(draft -> draft.seed = OptionalLong.of(seed));
  }

  public DecodingOptions withMaxTokens(int maxTokens) {
    return with(draft -> draft.maxTokens = OptionalInt.of(maxTokens));
  }

  public DecodingOptions withMinTokens(int minTokens) {
    return with(draft -> draft.minTokens = minTokens);
  }

  public DecodingOptions withStop(String... stop) {
    return with(draft -> draft.stop = List.of(stop));
  }

  public DecodingOptions withIgnoreEos(boolean ignoreEos) {
    return with(draft -> draft.ignoreEos = ignoreEos);
  }

  public DecodingOptions withLogprobs(int alternatives) {
    return with(draft -> draft.logprobs = OptionalInt.of(alternatives));
  }

  public DecodingOptions withEcho(boolean echo) {
    return with(draft -> draft.echo = echo);
  }

  public DecodingOptions withN(int n) {
    return with(draft -> draft.n = n);
  }

  public DecodingOptions withBestOf(int bestOf) {
    return with(draft -> draft.bestOf = OptionalInt.of(bestOf));
  }

  public DecodingOptions withSourceLanguage(String language) {
    return with(draft -> draft.sourceLanguage = Optional.of(language));
  }

  public DecodingOptions withTargetLanguage(String language) {
    return with(draft -> draft.targetLanguage = Optional.of(language));
  }

  public DecodingOptions withSourceOverflow(Overflow overflow) {
    return with(draft -> draft.sourceOverflow = overflow);
  }

  public DecodingOptions withTimeout(Duration timeout) {
    return with(draft -> draft.timeout = Optional.of(timeout));
  }

  public DecodingOptions withBeams(BeamOptions beams) {
    return with(draft -> draft.beams = Optional.of(beams));
  }

  public DecodingOptions withConstraints(Constraints constraints) {
    return with(draft -> draft.constraints = constraints);
  }

  /** Sequences that are generated: {@code bestOf}, or {@code n}. */
  public int sequences() {
    return bestOf.orElse(n);
  }

  private DecodingOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** The components while they are being changed. */
  private static final class Draft {
    private double temperature = 1;
    private int topK;
    private double topP = 1;
    private double minP;
    private double repetitionPenalty = 1;
    private double presencePenalty;
    private double frequencyPenalty;
    private Map<Integer, Double> logitBias = Map.of();
    private OptionalLong seed = OptionalLong.empty();
    private OptionalInt maxTokens = OptionalInt.empty();
    private int minTokens;
    private List<String> stop = List.of();
    private boolean ignoreEos;
    private OptionalInt logprobs = OptionalInt.empty();
    private boolean echo;
    private int n = 1;
    private OptionalInt bestOf = OptionalInt.empty();
    private Optional<String> sourceLanguage = Optional.empty();
    private Optional<String> targetLanguage = Optional.empty();
    private Overflow sourceOverflow = Overflow.REFUSE;
    private Optional<Duration> timeout = Optional.empty();
    private Optional<BeamOptions> beams = Optional.empty();
    private Constraints constraints = Constraints.none();

    private Draft() {}

    private Draft(DecodingOptions from) {
      temperature = from.temperature;
      topK = from.topK;
      topP = from.topP;
      minP = from.minP;
      repetitionPenalty = from.repetitionPenalty;
      presencePenalty = from.presencePenalty;
      frequencyPenalty = from.frequencyPenalty;
      logitBias = from.logitBias;
      seed = from.seed;
      maxTokens = from.maxTokens;
      minTokens = from.minTokens;
      stop = from.stop;
      ignoreEos = from.ignoreEos;
      logprobs = from.logprobs;
      echo = from.echo;
      n = from.n;
      bestOf = from.bestOf;
      sourceLanguage = from.sourceLanguage;
      targetLanguage = from.targetLanguage;
      sourceOverflow = from.sourceOverflow;
      timeout = from.timeout;
      beams = from.beams;
      constraints = from.constraints;
    }

    private DecodingOptions build() {
      return new DecodingOptions(
          temperature,
          topK,
          topP,
          minP,
          repetitionPenalty,
          presencePenalty,
          frequencyPenalty,
          logitBias,
          seed,
          maxTokens,
          minTokens,
          stop,
          ignoreEos,
          logprobs,
          echo,
          n,
          bestOf,
          sourceLanguage,
          targetLanguage,
          sourceOverflow,
          timeout,
          beams,
          constraints);
    }
  }
}
