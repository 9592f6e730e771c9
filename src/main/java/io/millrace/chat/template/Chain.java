package io.millrace.chat.template;

import java.util.List;

/** Operators of one rank, applied from left to right: {@code a + b - c}. */
record Chain(Position at, Expression first, List<Step> steps) implements Expression {

  /** An operator and the operand to its right. */
  record Step(Position at, Operator operator, Expression operand) {}

  /** What an operator does. */
  @FunctionalInterface
  interface Operator {
    Value apply(Arithmetic arithmetic, Value left, Value right);
  }

  @Override
  public Value compute(Frame frame) {
    Arithmetic arithmetic = frame.arithmetic();
    Value result = first.evaluate(frame);
    for (Step step : steps) {
      Value operand = step.operand().evaluate(frame);
      try {
        result = step.operator().apply(arithmetic, result, operand);
      } catch (Fault fault) {
        throw fault.at(step.at());
      }
    }
    return result;
  }
}
