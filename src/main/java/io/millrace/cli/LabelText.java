package io.millrace.cli;

import io.millrace.Classification;
import io.millrace.LabelScore;
import io.millrace.LabeledSpan;
import io.millrace.LabeledText;
import io.millrace.batch.SourceText;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonNull;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.util.Locale;

/** Labels as lines of text. */
final class LabelText {

  private LabelText() {}

  /** All labels, best first. */
  static String json(SourceText text, Classification answer) {
    JsonArray.Builder scores = JsonArray.builder();
    for (LabelScore score : answer.scores()) {
      scores.add(
          JsonObject.builder()
              .put("label", score.label())
              .put("score", number(score.score()))
              .build());
    }
    return JsonObject.builder()
        .put("line", text.line())
        .put("label", answer.label())
        .put("score", number(answer.score()))
        .put("scores", scores.build())
        .put("tokens", answer.tokens())
        .build()
        .toJson();
  }

  /**
   * The best label and the text.
   *
   * @param width of the longest label
   */
  static String row(SourceText text, Classification answer, int width) {
    String label = answer.label() + " ".repeat(Math.max(0, width - answer.label().length()));
    return String.format(
        Locale.ROOT, "%s  %.4f  %s", label, answer.score(), ShortText.of(text.text()));
  }

  /** The parts that have labels. */
  static String spansJson(SourceText text, LabeledText answer) {
    JsonArray.Builder spans = JsonArray.builder();
    for (LabeledSpan span : answer.spans()) {
      spans.add(
          JsonObject.builder()
              .put("label", span.label())
              .put("score", number(span.score()))
              .put("text", span.text())
              .put("start", span.start())
              .put("end", span.end())
              .build());
    }
    return JsonObject.builder()
        .put("line", text.line())
        .put("spans", spans.build())
        .put("tokens", answer.tokens())
        .build()
        .toJson();
  }

  /** The text, and a line for each part that has a label. */
  static String spans(SourceText text, LabeledText answer) {
    StringBuilder rows = new StringBuilder(ShortText.of(text.text()));
    for (LabeledSpan span : answer.spans()) {
      rows.append(
          String.format(Locale.ROOT, "%n  %-8s %.4f  %s", span.label(), span.score(), span.text()));
    }
    return rows.toString();
  }

  /** JSON has no numbers that are not finite, as damaged weights give them. */
  static JsonValue number(float value) {
    return Float.isFinite(value) ? JsonValue.of(value) : JsonNull.NULL;
  }
}
