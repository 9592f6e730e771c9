package io.millrace.batch;

import io.millrace.EncodingOptions;
import io.millrace.EncodingOptions.Normalization;
import io.millrace.Overflow;
import io.millrace.RequestException;
import io.millrace.ScoringOptions;
import io.millrace.ScoringOptions.ScoreFunction;
import io.millrace.json.JsonField;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The parameters that embeddings, scores and labels have in common; the names are vLLM's.
 *
 * @param maxTokens of a text at most; empty as the model says
 * @param overflow what becomes of longer ones
 * @param activation whether vectors are brought to length 1, or scores to probabilities; empty as
 *     the model says
 */
record TextParameters(OptionalInt maxTokens, Overflow overflow, Optional<Boolean> activation) {

  private static final Set<String> COMMON =
      Set.of(
          "model",
          "user",
          "truncate",
          "truncate_prompt_tokens",
          "truncation_side",
          "use_activation");

  /**
   * Reads them.
   *
   * @param own further parameters that the endpoint knows and reads itself
   */
  static TextParameters read(JsonField body, Set<String> own) {
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(own);
    Parameters.expectOnly(body, known);
    body.find("model").ifPresent(JsonField::asString);
    body.find("user").ifPresent(JsonField::asString);
    body.find("truncation_side").ifPresent(TextParameters::expectRight);
    Overflow overflow =
        body.find("truncate").map(JsonField::asBoolean).orElse(true)
            ? Overflow.CUT
            : Overflow.REFUSE;
    return new TextParameters(
        maxTokens(body), overflow, body.find("use_activation").map(JsonField::asBoolean));
  }

  private static void expectRight(JsonField side) {
    if (!side.asString().equals("right")) {
      throw side.wrong("\"right\", as texts are cut at their ends");
    }
  }

  /** -1 is the model's limit. */
  private static OptionalInt maxTokens(JsonField body) {
    Optional<JsonField> most = body.find("truncate_prompt_tokens");
    int tokens = most.map(field -> field.asInt(-1, Integer.MAX_VALUE)).orElse(-1);
    if (tokens == 0) {
      throw RequestException.invalid(
          "truncate_prompt_tokens",
          "truncate_prompt_tokens: is 0, expected at least 1, or -1 for the model's limit");
    }
    return tokens < 0 ? OptionalInt.empty() : OptionalInt.of(tokens);
  }

  EncodingOptions encoding() {
    EncodingOptions options = EncodingOptions.defaults().withOverflow(overflow);
    if (maxTokens.isPresent()) {
      options = options.withMaxTokens(maxTokens.getAsInt());
    }
    return activation.isPresent() ? options.withNormalization(normalization()) : options;
  }

  private Normalization normalization() {
    return activation.get() ? Normalization.ON : Normalization.OFF;
  }

  ScoringOptions scoring() {
    ScoreFunction function = activation.orElse(true) ? ScoreFunction.AS_MODEL : ScoreFunction.NONE;
    ScoringOptions options =
        ScoringOptions.defaults().withFunction(function).withOverflow(overflow);
    return maxTokens.isPresent() ? options.withMaxTokens(maxTokens.getAsInt()) : options;
  }
}
