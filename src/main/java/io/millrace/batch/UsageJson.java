package io.millrace.batch;

import io.millrace.Answer;
import io.millrace.Choice;
import io.millrace.Usage;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The parts of a response that say how much was read and written, and why it ended. */
final class UsageJson {

  private UsageJson() {}

  /** The sum over the choices of a response. */
  static JsonObject of(List<Answer> answers) {
    long prompt = answers.stream().mapToLong(a -> a.usage().promptTokens()).sum();
    long completion = answers.stream().mapToLong(a -> a.usage().completionTokens()).sum();
    return JsonObject.builder()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion)
        .build();
  }

  static TokenCounts counts(Usage usage) {
    return new TokenCounts(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens());
  }

  static String finish(Choice choice) {
    return choice.finish().name().toLowerCase(Locale.ROOT);
  }

  static JsonArray ids(int[] tokens) {
    JsonArray.Builder array = JsonArray.builder();
    for (int token : tokens) {
      array.add(token);
    }
    return array.build();
  }
}
