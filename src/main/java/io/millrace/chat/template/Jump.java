package io.millrace.chat.template;

/** {@code break} or {@code continue}. */
record Jump(Position at, Flow flow) implements Statement {

  @Override
  public Flow run(Frame frame) {
    return flow;
  }
}
