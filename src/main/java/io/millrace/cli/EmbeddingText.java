package io.millrace.cli;

import io.millrace.Embedding;
import io.millrace.batch.SourceText;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonObject;
import java.util.Locale;

/** Vectors as lines of text. */
final class EmbeddingText {

  private static final int ELEMENTS_SHOWN = 4;

  private EmbeddingText() {}

  static String json(SourceText text, Embedding answer) {
    JsonArray.Builder vector = JsonArray.builder();
    for (float element : answer.vector()) {
      vector.add(LabelText.number(element));
    }
    return JsonObject.builder()
        .put("line", text.line())
        .put("tokens", answer.tokens())
        .put("embedding", vector.build())
        .build()
        .toJson();
  }

  /** The number, the first elements and the text. */
  static String row(SourceText text, Embedding answer) {
    float[] vector = answer.vector();
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%6d  [", text.line()));
    for (int i = 0; i < Math.min(ELEMENTS_SHOWN, vector.length); i++) {
      row.append(String.format(Locale.ROOT, "%s% .4f", i == 0 ? "" : ", ", vector[i]));
    }
    row.append(vector.length > ELEMENTS_SHOWN ? ", … " + vector.length + " in all]" : "]");
    return row + "  " + ShortText.of(text.text());
  }
}
