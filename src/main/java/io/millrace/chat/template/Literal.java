package io.millrace.chat.template;

/** A constant. */
record Literal(Position at, Value value) implements Expression {

  @Override
  public Value compute(Frame frame) {
    return value;
  }
}
