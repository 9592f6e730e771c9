package io.millrace.chat.template;

/** A variable, a macro or a global function. */
record Name(Position at, String name) implements Expression {

  @Override
  public Value compute(Frame frame) {
    return frame.scope().get(name);
  }
}
