package io.millrace.chat.template;

/** {@code input is test(arguments)}. */
record TestCall(Position at, Expression input, Tests.Test test, CallArguments arguments)
    implements Expression {

  @Override
  public Value compute(Frame frame) {
    return BooleanValue.of(test.apply(input.evaluate(frame), arguments.evaluate(frame), frame));
  }
}
