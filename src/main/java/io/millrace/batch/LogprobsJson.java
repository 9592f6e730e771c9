package io.millrace.batch;

import io.millrace.Choice;
import io.millrace.TokenLogprob;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Log-probabilities in the two shapes of OpenAI's API. */
final class LogprobsJson {

  private LogprobsJson() {}

  /**
   * The shape of completions: four arrays, one element a token. Offsets count Unicode characters,
   * as Python does.
   */
  static JsonObject columns(Choice choice) {
    JsonArray.Builder tokens = JsonArray.builder();
    JsonArray.Builder logprobs = JsonArray.builder();
    JsonArray.Builder top = JsonArray.builder();
    JsonArray.Builder offsets = JsonArray.builder();
    int offset = 0;
    int characters = 0;
    for (TokenLogprob token : choice.logprobs()) {
      characters += choice.text().codePointCount(offset, token.offset());
      offset = token.offset();
      tokens.add(token.text());
      offsets.add(characters);
      if (token.logprob().isPresent()) {
        logprobs.add((float) token.logprob().getAsDouble());
        top.add(alternatives(token));
      } else {
        logprobs.addNull();
        top.addNull();
      }
    }
    return JsonObject.builder()
        .put("tokens", tokens.build())
        .put("token_logprobs", logprobs.build())
        .put("top_logprobs", top.build())
        .put("text_offset", offsets.build())
        .build();
  }

  private static JsonObject alternatives(TokenLogprob token) {
    JsonObject.Builder json = JsonObject.builder();
    Set<String> texts = new HashSet<>();
    for (TokenLogprob.Alternative alternative : token.top()) {
      if (texts.add(alternative.text())) { // two tokens may read alike; the better one stays
        json.put(alternative.text(), (float) alternative.logprob());
      }
    }
    return json.build();
  }

  /** The shape of chat: an object a token, with its bytes and {@code count} alternatives. */
  static JsonObject rows(Choice choice, int count) {
    JsonArray.Builder content = JsonArray.builder();
    for (TokenLogprob token : choice.logprobs()) {
      List<TokenLogprob.Alternative> top =
          token.top().subList(0, Math.min(count, token.top().size()));
      JsonArray.Builder alternatives = JsonArray.builder();
      for (TokenLogprob.Alternative alternative : top) {
        alternatives.add(
            row(alternative.text(), alternative.logprob(), alternative.bytes()).build());
      }
      content.add(
          row(token.text(), token.logprob().getAsDouble(), token.bytes())
              .put("top_logprobs", alternatives.build())
              .build());
    }
    return JsonObject.builder().put("content", content.build()).build();
  }

  private static JsonObject.Builder row(String text, double logprob, byte[] bytes) {
    JsonArray.Builder numbers = JsonArray.builder();
    for (byte value : bytes) {
      numbers.add(value & 0xff);
    }
    return JsonObject.builder()
        .put("token", text)
        .put("logprob", (float) logprob)
        .put("bytes", numbers.build());
  }
}
