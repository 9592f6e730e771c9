package io.millrace.batch;

import io.millrace.DecodingOptions;
import io.millrace.RequestException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The parameters that completions and chat have in common; names and ranges are vLLM's. */
final class Parameters {

  private static final Set<String> COMMON =
      Set.of(
          "model",
          "user",
          "stream",
          "n",
          "max_tokens",
          "min_tokens",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "repetition_penalty",
          "presence_penalty",
          "frequency_penalty",
          "logit_bias",
          "seed",
          "stop",
          "ignore_eos",
          "logprobs",
          "return_token_ids",
          "source_language",
          "target_language");

  /** Stop strings are short texts; a longer one is a mistake. */
  private static final int MAX_STOP_LENGTH = 10_000;

  private final JsonField body;
  private DecodingOptions options;

  private Parameters(JsonField body, DecodingOptions usual) {
    this.body = body;
    options = usual;
  }

  /**
   * Reads them.
   *
   * @param own further parameters that the endpoint knows and reads itself
   * @param usual what holds where the body does not say
   */
  static DecodingOptions read(JsonField body, Set<String> own, DecodingOptions usual) {
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(BeamParameters.NAMES);
    known.addAll(own);
    expectOnly(body, known);
    return new Parameters(body, usual).read();
  }

  /** Fails for the first member of a body that is not known. */
  static void expectOnly(JsonField body, Set<String> known) {
    for (String name : body.object().members().keySet()) {
      if (!known.contains(name)) {
        String list = String.join(", ", known.stream().sorted().toList());
        throw RequestException.invalid(
            name, name + ": is an unknown parameter, expected one of " + list);
      }
    }
  }

  static boolean flag(JsonField body, String name) {
    return body.find(name).map(JsonField::asBoolean).orElse(false);
  }

  private DecodingOptions read() {
    refuseUnsupported();
    body.find("model").ifPresent(JsonField::asString);
    body.find("user").ifPresent(JsonField::asString);
    number("temperature", 0, 1000, DecodingOptions::withTemperature);
    number("top_p", 0, 1, DecodingOptions::withTopP);
    number("min_p", 0, 1, DecodingOptions::withMinP);
    number("repetition_penalty", 0, 1000, DecodingOptions::withRepetitionPenalty);
    number("presence_penalty", -2, 2, DecodingOptions::withPresencePenalty);
    number("frequency_penalty", -2, 2, DecodingOptions::withFrequencyPenalty);
    integer("top_k", -1, (o, k) -> o.withTopK(Math.max(0, k)));
    body.find("n").ifPresent(f -> options = options.withN(f.asInt(1, DecodingOptions.MAX_CHOICES)));
    integer("max_tokens", 0, DecodingOptions::withMaxTokens);
    integer("min_tokens", 0, DecodingOptions::withMinTokens);
    body.find("seed")
        .ifPresent(f -> options = options.withSeed(f.asLong(Long.MIN_VALUE, Long.MAX_VALUE)));
    body.find("stop").ifPresent(f -> options = options.withStop(stops(f)));
    body.find("logit_bias").ifPresent(f -> options = options.withLogitBias(bias(f)));
    text("source_language", DecodingOptions::withSourceLanguage);
    text("target_language", DecodingOptions::withTargetLanguage);
    return BeamParameters.read(body, options.withIgnoreEos(flag(body, "ignore_eos")));
  }

  private void refuseUnsupported() {
    if (flag(body, "stream")) {
      throw RequestException.invalid(
          "stream", "stream: is true, which a batch cannot do; leave it out");
    }
  }

  private void number(
      String name, double min, double max, BiFunction<DecodingOptions, Double, DecodingOptions> f) {
    body.find(name).ifPresent(field -> apply(name, f, field.asDouble(min, max)));
  }

  private void text(String name, BiFunction<DecodingOptions, String, DecodingOptions> f) {
    body.find(name).ifPresent(field -> apply(name, f, field.asString()));
  }

  private void integer(
      String name, int min, BiFunction<DecodingOptions, Integer, DecodingOptions> f) {
    body.find(name).ifPresent(field -> apply(name, f, field.asInt(min, Integer.MAX_VALUE)));
  }

  private <T> void apply(
      String name, BiFunction<DecodingOptions, T, DecodingOptions> change, T value) {
    try {
      options = change.apply(options, value);
    } catch (IllegalArgumentException e) { // an end of the range that is excluded
      throw RequestException.invalid(name, e.getMessage());
    }
  }

  private static String[] stops(JsonField field) {
    List<JsonField> all = field.value() instanceof JsonString ? List.of(field) : field.elements();
    if (all.size() > DecodingOptions.MAX_STOPS) {
      throw RequestException.invalid(
          "stop",
          "stop: has " + all.size() + " strings, expected at most " + DecodingOptions.MAX_STOPS);
    }
    for (JsonField stop : all) {
      int length = stop.asString().length();
      if (length == 0 || length > MAX_STOP_LENGTH) {
        throw RequestException.invalid(
            "stop",
            stop.path() + ": has " + length + " characters, expected 1 to " + MAX_STOP_LENGTH);
      }
    }
    return all.stream().map(JsonField::asString).toArray(String[]::new);
  }

  private static Map<Integer, Double> bias(JsonField field) {
    Map<Integer, Double> bias = new HashMap<>();
    for (JsonField member : field.members()) {
      String token = member.path().substring(field.path().length() + 1);
      if (!token.matches("[0-9]{1,9}")) {
        throw RequestException.invalid(
            "logit_bias", member.path() + ": expected a token id of 0 or more as the key");
      }
      bias.put(Integer.parseInt(token), member.asDouble(-100, 100));
    }
    return bias;
  }
}
