package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parses what operands begin with: names, literals, lists and dicts, and expressions in brackets.
 */
final class PrimaryParser {

  private final TokenStream tokens;
  private final Nesting nesting;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream tokens, Nesting nesting, ExpressionParser expressions) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.expressions = expressions;
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

  /** A number as it is written. */
  static IntegerValue integer(String digits) {
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
}
