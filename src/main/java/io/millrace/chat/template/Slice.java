package io.millrace.chat.template;

import java.util.List;

/**
 * {@code owner[start:stop:step]}.
 *
 * @param parts start, stop and step; absent ones are the literal none
 */
record Slice(Position at, Expression owner, List<Expression> parts) implements Expression {

  @Override
  public Value compute(Frame frame) {
    Value target = owner.evaluate(frame);
    Value[] values = parts.stream().map(part -> part.evaluate(frame)).toArray(Value[]::new);
    return Slices.apply(target, values, frame.budget());
  }
}
