package io.millrace.chat.template;

/** {@code input|filter(arguments)}. */
record FilterCall(Position at, Expression input, Filters.Filter filter, CallArguments arguments)
    implements Expression {

  @Override
  public Value compute(Frame frame) {
    return filter.apply(input.evaluate(frame), arguments.evaluate(frame), frame);
  }
}
