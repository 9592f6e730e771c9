package io.millrace.chat.template;

import java.util.List;

/** The tokens of a template, read one by one with a look ahead. */
final class TokenStream {

  private final List<Token> tokens;
  private int at;

  /** Takes tokens of which the last is the end. */
  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  /** The token after {@link #peek}. */
  Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean is(Token.Kind kind) {
    return peek().kind() == kind;
  }

  boolean isOperator(String operator) {
    return peek().isOperator(operator);
  }

  boolean isName(String name) {
    return peek().isName(name);
  }

  boolean skipOperator(String operator) {
    boolean found = isOperator(operator);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipName(String name) {
    boolean found = isName(name);
    if (found) {
      next();
    }
    return found;
  }

  Token expect(Token.Kind kind) {
    if (!is(kind)) {
      throw peek().unexpected(kind.description());
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw peek().unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw peek().unexpected("'" + name + "'");
    }
  }
}
