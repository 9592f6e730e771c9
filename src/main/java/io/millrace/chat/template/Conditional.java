package io.millrace.chat.template;

import java.util.Optional;

/** {@code value if test else otherwise}; undefined without an else. */
record Conditional(Position at, Expression test, Expression value, Optional<Expression> otherwise)
    implements Expression {

  @Override
  public Value compute(Frame frame) {
    if (test.evaluate(frame).isTrue()) {
      return value.evaluate(frame);
    }
    return otherwise.isPresent()
        ? otherwise.get().evaluate(frame)
        : new UndefinedValue(
            "the inline if-expression at " + at + " evaluated to false and no else was given");
  }
}
