package io.millrace;

import io.millrace.decoding.BeamSearchOptions;
import io.millrace.decoding.SamplingOptions;
import io.millrace.engine.PromptLogprobs;
import io.millrace.engine.TokenRequest;
import io.millrace.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Turns a request into what the engine runs, and refuses what cannot be run. */
final class RequestReader {

  /** As OpenAI's API; conversations get what the context leaves. */
  private static final int DEFAULT_MAX_TOKENS = 16;

  private final Tokenizer tokenizer;
  private final PromptReader prompts;
  private final IntFunction<TokenLimit> limits;
  private final ConstraintReader constraints;

  /**
   * @param limits for so many sequences that grow together and may share nothing
   */
  RequestReader(Tokenizer tokenizer, PromptReader prompts, IntFunction<TokenLimit> limits) {
    this.tokenizer = tokenizer;
    this.prompts = prompts;
    this.limits = limits;
    this.constraints = new ConstraintReader(tokenizer);
  }

  /**
   * Reads a request.
   *
   * @throws RequestException if the prompt is empty or too long, or an option cannot be met
   */
  TokenRequest read(Request request) {
    DecodingOptions options = request.options();
    checkBeams(options);
    int[] prompt = prompts.read(request.prompt());
    int maxTokens = maxTokens(request, prompt.length);
    if (options.minTokens() > maxTokens) {
      throw RequestException.invalid(
          "min_tokens",
          "min_tokens: is " + options.minTokens() + ", expected 0 to max_tokens, " + maxTokens);
    }
    boolean scored = options.echo() && options.logprobs().isPresent();
    return new TokenRequest(
        request.id(),
        prompt,
        sampling(options),
        Seed.of(request),
        maxTokens,
        options.minTokens(),
        options.ignoreEos() ? Set.of() : tokenizer.endOfGeneration(),
        scored ? PromptLogprobs.ALL : PromptLogprobs.NONE,
        options.timeout());
  }

  /** How beams are searched, if the options ask for it. */
  static Optional<BeamSearchOptions> beams(DecodingOptions options) {
    return options
        .beams()
        .filter(BeamOptions::isSearch)
        .map(
            beams ->
                new BeamSearchOptions(
                    beams.beams(),
                    beams.lengthPenalty().orElse(1),
                    BeamSearchOptions.EarlyStopping.valueOf(
                        beams.earlyStopping().orElse(BeamOptions.EarlyStopping.LIKELY).name()),
                    options.n()));
  }

  private static void checkBeams(DecodingOptions options) {
    if (!BeamOptions.search(options)) {
      return;
    }
    int beams = options.beams().get().beams();
    if (options.n() > beams) {
      throw RequestException.invalid(
          "n", "n: is " + options.n() + ", expected at most the number of beams, " + beams);
    }
    if (options.bestOf().isPresent()) {
      throw RequestException.invalid(
          "best_of", "best_of: stands beside beam search, which has its own best; leave it out");
    }
    if (!options.stop().isEmpty()) {
      throw RequestException.invalid(
          "stop", "stop: stands beside beam search, which only end tokens end; leave it out");
    }
  }

  private int maxTokens(Request request, int length) {
    TokenLimit limit = limits.apply(request.options().beams().map(BeamOptions::beams).orElse(1));
    int left = limit.left(length);
    int asked =
        request
            .options()
            .maxTokens()
            .orElse(
                request.prompt() instanceof Prompt.Chat
                    ? Math.max(1, left)
                    : Math.min(DEFAULT_MAX_TOKENS, Math.max(1, left)));
    boolean scoresOnly = request.options().echo() && !BeamOptions.search(request.options());
    if (asked == 0 && !scoresOnly) {
      throw RequestException.invalid(
          "max_tokens", "max_tokens: is 0, expected at least 1, or echo to score the prompt");
    }
    if (asked > left) {
      throw RequestException.tooLong(limit.exceeded(length, asked));
    }
    return asked;
  }

  private SamplingOptions sampling(DecodingOptions options) {
    return new SamplingOptions(
        (float) options.temperature(),
        options.topK(),
        (float) options.topP(),
        (float) options.minP(),
        (float) options.repetitionPenalty(),
        (float) options.presencePenalty(),
        (float) options.frequencyPenalty(),
        bias(options.logitBias()),
        logprobs(options),
        constraints.read(options.constraints()));
  }

  /** Scores, and the best of several continuations, are made of the tokens' log-probabilities. */
  private static int logprobs(DecodingOptions options) {
    boolean compared = options.sequences() > options.n() || options.beams().isPresent();
    return options.logprobs().orElse(compared ? 0 : SamplingOptions.NO_LOGPROBS);
  }

  private Map<Integer, Float> bias(Map<Integer, Double> asked) {
    Map<Integer, Float> bias = new HashMap<>();
    int size = tokenizer.vocabulary().size();
    asked.forEach(
        (token, value) -> {
          if (token < 0 || token >= size) {
            throw RequestException.invalid(
                "logit_bias", "logit_bias: names token " + token + ", expected 0 to " + (size - 1));
          }
          bias.put(token, value.floatValue());
        });
    return bias;
  }
}
