package io.millrace.chat.template;

import java.util.List;
import java.util.function.Consumer;

/** A filter that is applied to what a block has written. */
record FilterStep(Position at, Filters.Filter filter, CallArguments arguments) {

  /** Executes a body and gives {@code use} what it wrote, filtered, unless it left early. */
  static Statement.Flow capture(
      List<Statement> body, List<FilterStep> steps, Frame frame, Consumer<Value> use) {
    Frame inside = frame.capture().inner();
    Statement.Flow flow = Statement.executeAll(body, inside);
    if (flow == Statement.Flow.NEXT) {
      use.accept(applyAll(steps, new StringValue(inside.out().toString()), inside));
    }
    return flow;
  }

  /** Applies {@code steps} one after the other. */
  private static Value applyAll(List<FilterStep> steps, Value input, Frame frame) {
    Value value = input;
    for (FilterStep step : steps) {
      try {
        value = step.filter.apply(value, step.arguments.evaluate(frame), frame);
      } catch (Fault fault) {
        throw fault.at(step.at);
      }
    }
    return value;
  }
}
