package io.millrace.chat.template;

import java.util.List;

/** {@code a < b <= c}: true if every neighbouring pair compares so. */
record Comparison(Position at, Expression first, List<Step> steps) implements Expression {

  /** An operator and the operand to its right. */
  record Step(Operator operator, Expression operand) {}

  /** The comparing operators. */
  enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    NOT_IN("not in");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    String symbol() {
      return symbol;
    }

    boolean holds(Comparisons comparisons, Value left, Value right) {
      return switch (this) {
        case EQUAL -> comparisons.equal(left, right);
        case NOT_EQUAL -> !comparisons.equal(left, right);
        case IN -> comparisons.contains(right, left);
        case NOT_IN -> !comparisons.contains(right, left);
        case LESS -> order(comparisons, left, right, 1) < 0;
        case LESS_OR_EQUAL -> order(comparisons, left, right, 1) <= 0;
        case GREATER -> order(comparisons, left, right, -1) > 0;
        case GREATER_OR_EQUAL -> order(comparisons, left, right, -1) >= 0;
      };
    }

    /** The order of two values; {@code unordered} for those that have none. */
    private int order(Comparisons comparisons, Value left, Value right, int unordered) {
      return comparisons.compare(symbol, left, right).orElse(unordered);
    }
  }

  @Override
  public Value compute(Frame frame) {
    Comparisons comparisons = frame.comparisons();
    Value left = first.evaluate(frame);
    for (Step step : steps) {
      Value right = step.operand().evaluate(frame);
      if (!step.operator().holds(comparisons, left, right)) {
        return BooleanValue.FALSE;
      }
      left = right;
    }
    return BooleanValue.TRUE;
  }
}
