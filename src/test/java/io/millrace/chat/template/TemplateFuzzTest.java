package io.millrace.chat.template;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.millrace.json.JsonField;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Templates with random damage render or give a {@link TemplateException}, nothing else. */
class TemplateFuzzTest {

  private static final String PIECES =
      "{{|}}|{%|%}|{#|#}|-|+|'|\"|(|)|[|]|{|}|.|,|:|=|==|~|*|**|/|//|%|<|>=| in | not | is | if |"
          + " else | and | or |loop|messages|none|true|1|0|-1|9|1.5|x|end|for|set|endfor|endif|\n"
          + "|é|😀|\\|\0";

  private final List<String> sources = sources();
  private final JsonObject variables =
      JsonValue.parse(resource("snippet_variables.json")).at("variables").object();

  private static String resource(String name) {
    try (InputStream in = TemplateFuzzTest.class.getResourceAsStream("/io/millrace/chat/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> sources() {
    List<String> sources = new ArrayList<>();
    JsonValue.parse(resource("snippets.json")).at("snippets").elements().stream()
        .map(JsonField::asString)
        .forEach(sources::add);
    for (String name : List.of("turns", "tools", "thinking", "dates", "documents", "bare")) {
      sources.add(resource("templates/" + name + ".jinja"));
    }
    return sources;
  }

  @Property(tries = 4000)
  void damagedTemplatesFailInOrder(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder source = new StringBuilder(sources.get(random.nextInt(sources.size())));
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      damage(source, random);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> runs(source.toString()),
        () -> "seed " + seed + ": " + source);
  }

  private void damage(StringBuilder source, Random random) {
    int at = random.nextInt(source.length() + 1);
    int end = Math.min(source.length(), at + random.nextInt(12));
    String[] pieces = PIECES.split("\\|", -1);
    switch (random.nextInt(4)) {
      case 0 -> source.delete(at, end);
      case 1 -> source.insert(at, pieces[random.nextInt(pieces.length)]);
      case 2 -> source.replace(at, end, pieces[random.nextInt(pieces.length)]);
      default -> {
        String other = sources.get(random.nextInt(sources.size()));
        int from = random.nextInt(other.length());
        source.insert(at, other, from, Math.min(other.length(), from + random.nextInt(40)));
      }
    }
  }

  private void runs(String source) {
    try {
      Template.compile(source).render(variables.members(), LocalDateTime.of(2026, 1, 1, 0, 0));
    } catch (TemplateException expected) {
      // That is what it is for; anything else fails the property.
    }
  }
}
