package io.millrace.chat.template;

/** {@code -operand} or {@code +operand}. */
record Sign(Position at, boolean negative, Expression operand) implements Expression {

  @Override
  public Value compute(Frame frame) {
    Value value = operand.evaluate(frame);
    return negative ? frame.arithmetic().negate(value) : frame.arithmetic().plus(value);
  }
}
