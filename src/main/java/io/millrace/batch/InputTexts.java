package io.millrace.batch;

import io.millrace.Prompt;
import io.millrace.RequestException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNumber;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/** Texts in bodies: one or several, as strings or as token ids. */
final class InputTexts {

  /** OpenAI's limit. */
  static final int MOST = 2048;

  private InputTexts() {}

  /** A string, token ids, or an array of these; each is a {@code Text} or {@code Ids}. */
  static List<Prompt> read(JsonField input) {
    if (input.value() instanceof JsonString text) {
      return List.of(new Prompt.Text(text.value()));
    }
    if (!(input.value() instanceof JsonArray)) {
      throw input.wrong("a string, token ids, or an array of these");
    }
    List<JsonField> elements = input.elements();
    if (!elements.isEmpty() && elements.get(0).value() instanceof JsonNumber) {
      return List.of(ids(input));
    }
    List<Prompt> texts = new ArrayList<>(elements.size());
    for (JsonField element : expectSome(input, elements)) {
      boolean text = element.value() instanceof JsonString;
      texts.add(text ? new Prompt.Text(element.asString()) : ids(element));
    }
    return texts;
  }

  private static Prompt.Ids ids(JsonField field) {
    int[] ids = field.elements().stream().mapToInt(id -> id.asInt(0, Integer.MAX_VALUE)).toArray();
    if (ids.length == 0) {
      throw RequestException.invalid(
          field.path(), field.path() + ": has no tokens, expected at least 1");
    }
    return new Prompt.Ids(ids);
  }

  /** A string, an object with a string {@code text}, or an array of these. */
  static List<String> strings(JsonField field) {
    if (!(field.value() instanceof JsonArray)) {
      return List.of(string(field));
    }
    return expectSome(field, field.elements()).stream().map(InputTexts::string).toList();
  }

  private static String string(JsonField field) {
    if (field.value() instanceof JsonString text) {
      return text.value();
    }
    if (field.value() instanceof JsonObject) {
      return field.require("text").asString();
    }
    throw field.wrong("a string");
  }

  private static List<JsonField> expectSome(JsonField field, List<JsonField> elements) {
    if (elements.isEmpty() || elements.size() > MOST) {
      throw RequestException.invalid(
          field.path(),
          "%s: has %d texts, expected 1 to %d".formatted(field.path(), elements.size(), MOST));
    }
    return elements;
  }

  /** How long texts are, as the planner counts. */
  static long size(List<Prompt> texts) {
    return texts.stream().mapToLong(InputTexts::size).sum();
  }

  private static long size(Prompt text) {
    return text instanceof Prompt.Ids ids ? ids.ids().length : size(((Prompt.Text) text).text());
  }

  /** How long a text is, as the planner counts. */
  static long size(String text) {
    return 1L + text.length() / RequestOutline.CHARACTERS_A_TOKEN;
  }
}
