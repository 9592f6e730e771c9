package io.millrace.chat.template;

import io.millrace.json.JsonValue;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A compiled template; it holds no state and may be rendered by many threads at once. */
public final class Template {

  private final List<Statement> statements;

  private Template(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Compiles {@code source}.
   *
   * @throws TemplateException for a syntax error, or for a tag, filter or test that is not known
   */
  public static Template compile(String source) {
    return new Template(StatementParser.parse(source));
  }

  /**
   * Writes the template out.
   *
   * @param variables what the template knows by name, beside the built-in functions
   * @param now the time that {@code strftime_now} gives
   * @throws TemplateException if the template refuses the variables, fails on them, or goes beyond
   *     the limits of steps, characters and nesting
   */
  public String render(Map<String, JsonValue> variables, LocalDateTime now) {
    Budget budget = new Budget();
    Map<String, Value> names = new HashMap<>(Globals.at(now));
    variables.forEach((name, value) -> names.put(name, Values.of(value)));
    Frame frame = new Frame(new Scope(names).inner(), new Text(budget), budget);
    Statement.executeAll(statements, frame);
    return frame.out().toString();
  }
}
