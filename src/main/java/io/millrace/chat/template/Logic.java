package io.millrace.chat.template;

import java.util.List;

/** {@code a and b} or {@code a or b}: the operand that decides. */
record Logic(Position at, boolean decidedBy, List<Expression> operands) implements Expression {

  @Override
  public Value compute(Frame frame) {
    Value value = NoneValue.NONE;
    for (Expression operand : operands) {
      value = operand.evaluate(frame);
      if (value.isTrue() == decidedBy) {
        return value;
      }
    }
    return value;
  }
}
