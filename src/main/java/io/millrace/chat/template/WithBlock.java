package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;

/** {@code with} to {@code endwith}: a body with variables of its own. */
record WithBlock(Position at, List<Target> targets, List<Expression> values, List<Statement> body)
    implements Statement {

  @Override
  public Flow run(Frame frame) {
    Frame inside = frame.inner();
    List<Value> evaluated = new ArrayList<>(values.size());
    values.forEach(value -> evaluated.add(value.evaluate(frame)));
    for (int i = 0; i < targets.size(); i++) {
      targets.get(i).assign(evaluated.get(i), inside);
    }
    return Statement.executeAll(body, inside);
  }
}
