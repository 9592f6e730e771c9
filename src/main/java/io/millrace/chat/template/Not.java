package io.millrace.chat.template;

/** {@code not operand}. */
record Not(Position at, Expression operand) implements Expression {

  @Override
  public Value compute(Frame frame) {
    return BooleanValue.of(!operand.evaluate(frame).isTrue());
  }
}
