package io.millrace.chat.template;

import java.util.List;

/** {@code generation} to {@code endgeneration}: marks what the model writes; a scope of its own. */
record GenerationBlock(Position at, List<Statement> body) implements Statement {

  @Override
  public Flow run(Frame frame) {
    return Statement.executeAll(body, frame.inner());
  }
}
