package io.millrace.cli;

import io.millrace.Translation;
import io.millrace.batch.SourceText;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;

/** What was made of texts, as lines of text. */
final class TranslationText {

  private TranslationText() {}

  static String json(SourceText text, Translation answer) {
    JsonValue score =
        Double.isFinite(answer.score()) ? JsonValue.of(answer.score()) : JsonNull.NULL;
    return JsonObject.builder()
        .put("line", text.line())
        .put("text", answer.text())
        .put("score", score)
        .put("prompt_tokens", answer.usage().promptTokens())
        .put("completion_tokens", answer.usage().completionTokens())
        .build()
        .toJson();
  }

  /** A line for a line, so that files can be held side by side. */
  static String line(SourceText text, Translation answer) {
    return answer.text().replaceAll("\\R", " ").strip();
  }
}
