package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses operands: their signs, and the members, calls, filters and tests on them. */
final class OperandParser {

  private final TokenStream tokens;
  private final Nesting nesting;
  private final ExpressionParser expressions;
  private final PrimaryParser primaries;
  private final ArgumentParser arguments;

  OperandParser(TokenStream tokens, Nesting nesting, ExpressionParser expressions) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.expressions = expressions;
    primaries = new PrimaryParser(tokens, nesting, expressions);
    arguments = new ArgumentParser(tokens, expressions);
  }

  /** An operand with its signs, its members and calls, and the filters and tests on it. */
  Expression signed() {
    return filtered(unfiltered());
  }

  private Expression unfiltered() {
    Position at = tokens.peek().at();
    boolean negative = tokens.isOperator("-");
    if (!negative && !tokens.isOperator("+")) {
      return postfix(primaries.primary());
    }
    tokens.next();
    nesting.enter(at);
    Expression operand = new Sign(at, negative, unfiltered());
    nesting.leave();
    return postfix(operand);
  }

  /** The members, items and calls that follow {@code first}. */
  private Expression postfix(Expression first) {
    Expression result = first;
    while (true) {
      Position at = tokens.peek().at();
      if (tokens.skipOperator(".")) {
        result = member(at, result);
      } else if (tokens.skipOperator("[")) {
        result = subscript(at, result);
      } else if (tokens.isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
      nesting.link(at);
    }
  }

  private Expression member(Position at, Expression owner) {
    Token token = tokens.next();
    if (token.kind() == Token.Kind.NAME) {
      return new Member(at, owner, token.text());
    }
    if (token.kind() == Token.Kind.INTEGER) {
      return new Item(at, owner, new Literal(token.at(), PrimaryParser.integer(token.text())));
    }
    throw token.unexpected("a name or a number");
  }

  private Call call(Expression function) {
    Position at = tokens.peek().at();
    return new Call(at, function, arguments.inParentheses(), nesting.levels());
  }

  /** An index, a slice, or several with commas, after the opening bracket. */
  private Expression subscript(Position at, Expression owner) {
    List<Expression> keys = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (tokens.isOperator(":")) {
        return slice(at, owner, none());
      }
      Expression key = expressions.expression();
      if (tokens.isOperator(":")) {
        return slice(at, owner, key);
      }
      keys.add(key);
    }
    Expression key =
        keys.size() == 1 ? keys.get(0) : new ListLiteral(at, ListValue.Kind.TUPLE, keys);
    return new Item(at, owner, key);
  }

  private Literal none() {
    return new Literal(tokens.peek().at(), NoneValue.NONE);
  }

  /** The rest of a slice, from the first colon to the closing bracket. */
  private Expression slice(Position at, Expression owner, Expression start) {
    tokens.expectOperator(":");
    Expression stop = slicePart();
    Expression step = tokens.skipOperator(":") ? slicePart() : none();
    tokens.expectOperator("]");
    return new Slice(at, owner, List.of(start, stop, step));
  }

  private Expression slicePart() {
    boolean absent = tokens.isOperator(":") || tokens.isOperator("]");
    return absent ? none() : expressions.expression();
  }

  /** The filters, tests and calls that follow {@code first}. */
  private Expression filtered(Expression first) {
    Expression result = first;
    while (true) {
      Position at = tokens.peek().at();
      if (tokens.skipOperator("|")) {
        FilterStep step = filter();
        result = new FilterCall(step.at(), result, step.filter(), step.arguments());
      } else if (tokens.skipName("is")) {
        result = test(at, result);
      } else if (tokens.isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
      nesting.link(at);
    }
  }

  /** A filter's name and arguments, after the bar. */
  FilterStep filter() {
    Position at = tokens.peek().at();
    String name = dottedName();
    Filters.Filter filter = Filters.find(name).orElseGet(() -> unknown("filter", name, at));
    return new FilterStep(
        at, filter, tokens.isOperator("(") ? arguments.inParentheses() : CallArguments.NONE);
  }

  /** What fails when it is used, if {@link Nesting} does not refuse it before. */
  private Filters.Filter unknown(String kind, String name, Position at) {
    String message = "found the unknown " + kind + " '" + name + "'";
    nesting.unknown(new TemplateException(at, message));
    return (input, args, frame) -> {
      throw new Fault(message);
    };
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  /** A test, after the word is. */
  private Expression test(Position at, Expression input) {
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    Tests.Test test = Tests.find(name).orElseGet(() -> unknownTest(name, at));
    CallArguments given = CallArguments.NONE;
    if (tokens.isOperator("(")) {
      given = arguments.inParentheses();
    } else if (startsTestArgument()) {
      given =
          new CallArguments(
              List.of(postfix(primaries.primary())), Map.of(), Optional.empty(), Optional.empty());
    }
    Expression result = new TestCall(at, input, test, given);
    return negated ? new Not(at, result) : result;
  }

  private Tests.Test unknownTest(String name, Position at) {
    Filters.Filter failing = unknown("test", name, at);
    return (input, args, frame) -> failing.apply(input, args, frame).isTrue();
  }

  /** Whether an argument without parentheses follows, as in {@code x is divisibleby 3}. */
  private boolean startsTestArgument() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.isOperator("[") || token.isOperator("{");
      case NAME -> {
        if (token.isName("is")) {
          throw token.unexpected("no second test; chained tests need parentheses");
        }
        yield !token.isName("else") && !token.isName("or") && !token.isName("and");
      }
      default -> false;
    };
  }
}
