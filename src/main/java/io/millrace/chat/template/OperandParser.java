package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Parses operands: signs, names, literals, and the members, calls, filters and tests on them. */
final class OperandParser {

  private final TokenStream tokens;
  private final Nesting nesting;
  private final ExpressionParser expressions;

  OperandParser(TokenStream tokens, Nesting nesting, ExpressionParser expressions) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.expressions = expressions;
  }

  /** An operand with its signs, its members and calls, and the filters and tests on it. */
  Expression signed() {
    return filtered(unfiltered());
  }

  private Expression unfiltered() {
    Position at = tokens.peek().at();
    boolean negative = tokens.isOperator("-");
    if (!negative && !tokens.isOperator("+")) {
      return postfix(primary());
    }
    tokens.next();
    nesting.enter(at);
    Expression operand = new Sign(at, negative, unfiltered());
    nesting.leave();
    return postfix(operand);
  }

  /** A name, a literal, or an expression in brackets. */
  Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NAME -> name(tokens.next());
      case STRING -> string();
      case INTEGER -> new Literal(token.at(), integer(tokens.next().text()));
      case FLOAT ->
          new Literal(token.at(), new FloatValue(Double.parseDouble(tokens.next().text())));
      default -> bracketed(token);
    };
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Literal(token.at(), BooleanValue.TRUE);
      case "false", "False" -> new Literal(token.at(), BooleanValue.FALSE);
      case "none", "None" -> new Literal(token.at(), NoneValue.NONE);
      default -> {
        nesting.use(token.text());
        yield new Name(token.at(), token.text());
      }
    };
  }

  /** Strings that follow one another are one. */
  private Expression string() {
    Position at = tokens.peek().at();
    StringBuilder text = new StringBuilder();
    while (tokens.is(Token.Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return new Literal(at, new StringValue(text.toString()));
  }

  private static IntegerValue integer(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.startsWith("0x")) {
      return new IntegerValue(new BigInteger(lower.substring(2), 16));
    }
    if (lower.startsWith("0o")) {
      return new IntegerValue(new BigInteger(lower.substring(2), 8));
    }
    return new IntegerValue(
        lower.startsWith("0b") ? new BigInteger(lower.substring(2), 2) : new BigInteger(lower));
  }

  private Expression bracketed(Token token) {
    if (tokens.skipOperator("(")) {
      Expression inside =
          tokens.isOperator(")")
              ? new ListLiteral(token.at(), ListValue.Kind.TUPLE, List.of())
              : expressions.tuple(true);
      tokens.expectOperator(")");
      return inside;
    }
    if (tokens.skipOperator("[")) {
      return new ListLiteral(token.at(), ListValue.Kind.LIST, listElements());
    }
    if (tokens.skipOperator("{")) {
      return new DictLiteral(token.at(), dictEntries());
    }
    throw token.unexpected("an expression");
  }

  private List<Expression> listElements() {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("]")) {
          break;
        }
      }
      elements.add(expressions.expression());
    }
    return elements;
  }

  private List<DictLiteral.Entry> dictEntries() {
    List<DictLiteral.Entry> entries = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!entries.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      Expression key = expressions.expression();
      tokens.expectOperator(":");
      entries.add(new DictLiteral.Entry(key, expressions.expression()));
    }
    return entries;
  }

  /** The members, items and calls that follow {@code first}. */
  Expression postfix(Expression first) {
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
      return new Item(at, owner, new Literal(token.at(), integer(token.text())));
    }
    throw token.unexpected("a name or a number");
  }

  private Call call(Expression function) {
    Position at = tokens.peek().at();
    CallArguments arguments = arguments();
    return new Call(at, function, arguments, nesting.levels());
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

  /** Arguments in parentheses. */
  CallArguments arguments() {
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
    return new FilterStep(at, filter, tokens.isOperator("(") ? arguments() : CallArguments.NONE);
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
    CallArguments arguments = CallArguments.NONE;
    if (tokens.isOperator("(")) {
      arguments = arguments();
    } else if (startsTestArgument()) {
      arguments =
          new CallArguments(
              List.of(postfix(primary())), Map.of(), Optional.empty(), Optional.empty());
    }
    Expression result = new TestCall(at, input, test, arguments);
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
