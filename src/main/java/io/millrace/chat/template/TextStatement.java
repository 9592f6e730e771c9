package io.millrace.chat.template;

/** Text that is written as it stands. */
record TextStatement(Position at, String text) implements Statement {

  @Override
  public Flow run(Frame frame) {
    frame.out().append(text);
    return Flow.NEXT;
  }
}
