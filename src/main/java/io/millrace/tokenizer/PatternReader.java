package io.millrace.tokenizer;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is to be found in a text: {@code {"String": …}} or {@code {"Regex": …}}. */
final class PatternReader {

  private static final Pattern RUN = Pattern.compile("([^\\\\.\\[\\]()*+?{}|^$])\\{(\\d{1,4}),\\}");

  private PatternReader() {}

  static TextPattern read(JsonField field) {
    Optional<JsonField> literal = field.find("String");
    if (literal.isPresent()) {
      return TextPattern.literal(literal.get().asString());
    }
    JsonField regex = field.require("Regex");
    Matcher run = RUN.matcher(regex.asString());
    if (run.matches() && Integer.parseInt(run.group(2)) > 0) {
      return TextPattern.run(run.group(1).codePointAt(0), Integer.parseInt(run.group(2)));
    }
    try {
      return RulePattern.of(regex.asString());
    } catch (IllegalArgumentException e) {
      throw new JsonException(regex.path() + ": " + e.getMessage());
    }
  }
}
