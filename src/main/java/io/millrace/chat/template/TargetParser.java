package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses what is assigned to: variables, members of namespaces, parameters. */
final class TargetParser {

  private static final Set<String> CONSTANTS =
      Set.of("true", "True", "false", "False", "none", "None");

  private final TokenStream tokens;
  private final Nesting nesting;
  private final ExpressionParser expressions;

  TargetParser(TokenStream tokens, Nesting nesting, ExpressionParser expressions) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.expressions = expressions;
  }

  /** The target of a set: names or members of namespaces. */
  Target assignmentTarget() {
    return several(true, false);
  }

  /** The target of a loop or of a with: names, not including {@code loop}. */
  Target loopTarget() {
    Token start = tokens.peek();
    Target target = several(false, false);
    if (names(target).contains("loop")) {
      throw start.unexpected("another name, since a loop sets 'loop' itself");
    }
    return target;
  }

  private static List<String> names(Target target) {
    if (target instanceof Target.Several several) {
      return several.targets().stream().flatMap(t -> names(t).stream()).toList();
    }
    return target instanceof Target.Variable variable ? List.of(variable.name()) : List.of();
  }

  private Target several(boolean members, boolean inside) {
    List<Target> found = new ArrayList<>();
    boolean several = false;
    while (!expressions.endsTuple()) {
      found.add(single(members));
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    if (found.isEmpty() && !inside) {
      throw tokens.peek().unexpected("a name to assign to");
    }
    return several || found.isEmpty() ? new Target.Several(found) : found.get(0);
  }

  private Target single(boolean members) {
    Position at = tokens.peek().at();
    if (tokens.skipOperator("(")) {
      nesting.enter(at);
      Target inside = several(false, true);
      nesting.leave();
      tokens.expectOperator(")");
      return inside;
    }
    Token name = variable();
    if (members && tokens.skipOperator(".")) {
      return new Target.NamespaceMember(name.text(), tokens.expect(Token.Kind.NAME).text());
    }
    return new Target.Variable(name.text());
  }

  private Token variable() {
    Token token = tokens.expect(Token.Kind.NAME);
    if (CONSTANTS.contains(token.text())) {
      throw token.unexpected("a name to assign to");
    }
    return token;
  }

  /** The parameters of a macro, in parentheses. */
  List<Macro.Parameter> parameters() {
    List<Macro.Parameter> parameters = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      parameters.add(parameter(parameters));
    }
    return parameters;
  }

  private Macro.Parameter parameter(List<Macro.Parameter> before) {
    Token name = variable();
    boolean hasDefault = tokens.skipOperator("=");
    boolean afterDefault = !before.isEmpty() && before.get(before.size() - 1).hasDefault();
    if (!hasDefault && afterDefault) {
      throw name.unexpected("a default, since the parameter before has one");
    }
    return new Macro.Parameter(
        name.text(), hasDefault ? Optional.of(expressions.expression()) : Optional.empty());
  }
}
