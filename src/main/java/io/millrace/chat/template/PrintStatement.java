package io.millrace.chat.template;

/** {@code {{ value }}}. */
record PrintStatement(Position at, Expression value) implements Statement {

  @Override
  public Flow run(Frame frame) {
    value.evaluate(frame).print(frame.out());
    return Flow.NEXT;
  }
}
