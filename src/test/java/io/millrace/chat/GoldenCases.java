package io.millrace.chat;

import io.millrace.chat.template.Template;
import io.millrace.chat.template.TemplateException;
import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares renderings with those of Python's jinja2, which {@code scripts/golden_chat.py} writes;
 * that script also runs {@link #main}.
 */
final class GoldenCases {

  /** The time in every golden; golden_chat.py has the same. */
  static final LocalDateTime NOW = LocalDateTime.of(2026, 2, 3, 14, 5, 9);

  private GoldenCases() {}

  /**
   * One rendering.
   *
   * @param output what jinja2 writes; empty where it fails
   */
  record Case(String name, String source, JsonObject variables, Optional<String> output) {

    /** What is wrong with our rendering; empty if nothing is. */
    Optional<String> disagreement() {
      String ours;
      try {
        ours = Template.compile(source).render(variables.members(), NOW);
      } catch (TemplateException e) {
        return output.map(
            text -> name + "\n  expected: " + quote(text) + "\n  failed:   " + e.getMessage());
      }
      if (output.isEmpty()) {
        return Optional.of(name + "\n  expected an error\n  rendered: " + quote(ours));
      }
      return output
          .filter(text -> !text.equals(ours))
          .map(text -> name + "\n  expected: " + quote(text) + "\n  rendered: " + quote(ours));
    }

    private static String quote(String text) {
      return JsonValue.of(text).toJson();
    }
  }

  /** The cases in {@code cases.jsonl} of a folder, each with its source and its variables. */
  static List<Case> read(Path folder) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<String> lines = Files.lines(folder.resolve("cases.jsonl"))) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonField fields = JsonValue.parse(line).at("");
        cases.add(
            new Case(
                fields.require("name").asString(),
                fields.require("source").asString(),
                fields.require("variables").object(),
                fields.find("output").map(JsonField::asString)));
      }
    }
    return cases;
  }

  /** The committed cases: own templates with every input, and snippets. */
  static List<Case> committed() {
    JsonArray inputs = JsonValue.parse(resource("inputs.json")).at("inputs").array();
    JsonObject variables = JsonValue.parse(resource("snippet_variables.json")).at("").object();
    List<Case> cases = new ArrayList<>();
    for (String line : resource("renderings.jsonl").split("\n", -1)) {
      if (!line.isEmpty()) {
        cases.add(committed(JsonValue.parse(line).at(""), inputs, variables));
      }
    }
    return cases;
  }

  private static Case committed(JsonField fields, JsonArray inputs, JsonObject variables) {
    Optional<String> output = fields.find("output").map(JsonField::asString);
    if (fields.find("source").isPresent()) {
      String source = fields.require("source").asString();
      return new Case(source, source, variables, output);
    }
    String template = fields.require("template").asString();
    String input = fields.require("input").asString();
    JsonField chosen =
        inputs.at("inputs").elements().stream()
            .filter(entry -> entry.require("name").asString().equals(input))
            .findFirst()
            .orElseThrow();
    return new Case(
        template + " x " + input,
        resource("templates/" + template),
        chosen.require("variables").object(),
        output);
  }

  static String resource(String name) {
    try (InputStream in = GoldenCases.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares the cases in the folder that is the argument; exits with 1 if any disagrees. */
  public static void main(String[] args) throws IOException {
    List<Case> cases = read(Path.of(args[0]));
    List<String> disagreements = cases.stream().flatMap(c -> c.disagreement().stream()).toList();
    disagreements.forEach(System.out::println);
    int agree = cases.size() - disagreements.size();
    System.out.println(agree + " of " + cases.size() + " cases agree");
    if (!disagreements.isEmpty()) {
      System.exit(1);
    }
  }
}
