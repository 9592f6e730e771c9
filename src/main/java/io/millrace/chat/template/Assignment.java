package io.millrace.chat.template;

/** {@code set target = value}. */
record Assignment(Position at, Target target, Expression value) implements Statement {

  @Override
  public Flow run(Frame frame) {
    target.assign(value.evaluate(frame), frame);
    return Flow.NEXT;
  }
}
