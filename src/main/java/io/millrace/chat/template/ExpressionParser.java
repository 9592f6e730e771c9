package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses expressions: the operators by rank, from the inline if down to the signs. */
final class ExpressionParser {

  private static final Map<String, Comparison.Operator> COMPARISONS =
      Map.of(
          "==", Comparison.Operator.EQUAL,
          "!=", Comparison.Operator.NOT_EQUAL,
          "<", Comparison.Operator.LESS,
          "<=", Comparison.Operator.LESS_OR_EQUAL,
          ">", Comparison.Operator.GREATER,
          ">=", Comparison.Operator.GREATER_OR_EQUAL);

  private static final Map<String, Chain.Operator> SUMS =
      Map.of("+", Arithmetic::add, "-", Arithmetic::subtract);

  private static final Map<String, Chain.Operator> PRODUCTS =
      Map.of(
          "*", Arithmetic::multiply,
          "/", Arithmetic::divide,
          "//", Arithmetic::floorDivide,
          "%", Arithmetic::remainder);

  private static final Map<String, Chain.Operator> POWERS = Map.of("**", Arithmetic::power);

  private final TokenStream tokens;
  private final Nesting nesting;
  private final OperandParser operands;

  ExpressionParser(TokenStream tokens, Nesting nesting) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.operands = new OperandParser(tokens, nesting, this);
  }

  OperandParser operands() {
    return operands;
  }

  /** A whole expression. */
  Expression expression() {
    nesting.enter(tokens.peek().at());
    Expression result = conditional();
    nesting.leave();
    return result;
  }

  /** An expression, or several with commas between them, which are a tuple. */
  Expression tuple(boolean conditionals) {
    Position at = tokens.peek().at();
    List<Expression> elements = new ArrayList<>();
    boolean several = false;
    while (!endsTuple()) {
      elements.add(conditionals ? expression() : withoutConditional());
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    if (!several) {
      if (elements.isEmpty()) {
        throw tokens.peek().unexpected("an expression");
      }
      return elements.get(0);
    }
    return new ListLiteral(at, ListValue.Kind.TUPLE, elements);
  }

  private Expression withoutConditional() {
    nesting.enter(tokens.peek().at());
    Expression result = or();
    nesting.leave();
    return result;
  }

  /** Whether a tuple ends before the next token. */
  boolean endsTuple() {
    return tokens.is(Token.Kind.PRINT_END)
        || tokens.is(Token.Kind.BLOCK_END)
        || tokens.isOperator(")");
  }

  private Expression conditional() {
    Position at = tokens.peek().at();
    int unknowns = nesting.unknowns();
    Expression value = or();
    while (tokens.skipName("if")) {
      nesting.link(at);
      Expression test = or();
      Optional<Expression> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Conditional(at, test, value, otherwise);
      nesting.forgive(unknowns);
    }
    return value;
  }

  private Expression or() {
    return logic("or", true);
  }

  private Expression logic(String name, boolean decidedBy) {
    Position at = tokens.peek().at();
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(decidedBy ? logic("and", false) : not());
    } while (tokens.skipName(name));
    return parts.size() == 1 ? parts.get(0) : new Logic(at, decidedBy, parts);
  }

  private Expression not() {
    if (!tokens.isName("not")) {
      return comparison();
    }
    Position at = tokens.next().at();
    nesting.enter(at);
    Expression operand = not();
    nesting.leave();
    return new Not(at, operand);
  }

  private Expression comparison() {
    Position at = tokens.peek().at();
    Expression first = sum();
    List<Comparison.Step> steps = new ArrayList<>();
    for (Optional<Comparison.Operator> next = comparisonOperator();
        next.isPresent();
        next = comparisonOperator()) {
      steps.add(new Comparison.Step(next.get(), sum()));
    }
    return steps.isEmpty() ? first : new Comparison(at, first, steps);
  }

  /** Takes the comparing operator that comes next, if one does. */
  private Optional<Comparison.Operator> comparisonOperator() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.containsKey(token.text())) {
      return Optional.of(COMPARISONS.get(tokens.next().text()));
    }
    if (tokens.skipName("in")) {
      return Optional.of(Comparison.Operator.IN);
    }
    if (tokens.isName("not") && tokens.peekSecond().isName("in")) {
      tokens.next();
      tokens.next();
      return Optional.of(Comparison.Operator.NOT_IN);
    }
    return Optional.empty();
  }

  /** One rank of operators that group from the left. */
  private Expression chain(
      Map<String, Chain.Operator> operators, java.util.function.Supplier<Expression> operand) {
    Position at = tokens.peek().at();
    Expression first = operand.get();
    List<Chain.Step> steps = new ArrayList<>();
    while (tokens.is(Token.Kind.OPERATOR) && operators.containsKey(tokens.peek().text())) {
      Token operator = tokens.next();
      Expression right = operand.get();
      steps.add(new Chain.Step(operator.at(), operators.get(operator.text()), right));
    }
    return steps.isEmpty() ? first : new Chain(at, first, steps);
  }

  private Expression sum() {
    return chain(SUMS, this::concatenation);
  }

  private Expression concatenation() {
    Position at = tokens.peek().at();
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(product());
    } while (tokens.skipOperator("~"));
    return parts.size() == 1 ? parts.get(0) : new Concatenation(at, parts);
  }

  private Expression product() {
    return chain(PRODUCTS, () -> chain(POWERS, operands::signed));
  }
}
