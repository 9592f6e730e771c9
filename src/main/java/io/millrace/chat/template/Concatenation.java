package io.millrace.chat.template;

import java.util.List;

/** {@code a ~ b ~ c}: what the operands print, as one string. */
record Concatenation(Position at, List<Expression> operands) implements Expression {

  @Override
  public Value compute(Frame frame) {
    Text text = new Text(frame.budget());
    for (Expression operand : operands) {
      operand.evaluate(frame).print(text);
    }
    return new StringValue(text.toString());
  }
}
