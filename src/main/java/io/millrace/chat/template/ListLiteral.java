package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.List;

/** A list or tuple of expressions. */
record ListLiteral(Position at, ListValue.Kind kind, List<Expression> elements)
    implements Expression {

  @Override
  public Value compute(Frame frame) {
    List<Value> values = new ArrayList<>(elements.size());
    elements.forEach(element -> values.add(element.evaluate(frame)));
    return new ListValue(kind, values);
  }
}
