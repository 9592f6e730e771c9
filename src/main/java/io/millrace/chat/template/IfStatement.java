package io.millrace.chat.template;

import java.util.List;

/** {@code if}, {@code elif} and {@code else}: the first branch whose test is true. */
record IfStatement(Position at, List<Branch> branches) implements Statement {

  /** A test and what runs if it is true. */
  record Branch(Expression test, List<Statement> body) {}

  @Override
  public Flow run(Frame frame) {
    for (Branch branch : branches) {
      if (branch.test().evaluate(frame).isTrue()) {
        return Statement.executeAll(branch.body(), frame);
      }
    }
    return Flow.NEXT;
  }
}
