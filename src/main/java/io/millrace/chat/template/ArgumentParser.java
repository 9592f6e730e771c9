package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses the arguments of calls, filters and tests. */
final class ArgumentParser {

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  ArgumentParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** All of them, with the parentheses around. */
  CallArguments inParentheses() {
    Position at = tokens.peek().at();
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Optional<Expression> spread = Optional.empty();
    Optional<Expression> spreadNamed = Optional.empty();
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      Token token = tokens.peek();
      boolean ordered = spreadNamed.isEmpty();
      if (tokens.skipOperator("*")) {
        ordered = ordered && spread.isEmpty();
        spread = Optional.of(expressions.expression());
      } else if (tokens.skipOperator("**")) {
        spreadNamed = Optional.of(expressions.expression());
      } else if (token.kind() == Token.Kind.NAME && tokens.peekSecond().isOperator("=")) {
        tokens.next();
        tokens.next();
        ordered = ordered && named.put(token.text(), expressions.expression()) == null;
      } else {
        ordered = ordered && spread.isEmpty() && named.isEmpty();
        positional.add(expressions.expression());
      }
      if (!ordered) {
        throw new TemplateException(at, "found arguments out of order, or one twice");
      }
    }
    return new CallArguments(positional, named, spread, spreadNamed);
  }
}
