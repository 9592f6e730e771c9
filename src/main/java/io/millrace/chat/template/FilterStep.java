package io.millrace.chat.template;

import java.util.List;

/** A filter that is applied to what a block has written. */
record FilterStep(Position at, Filters.Filter filter, CallArguments arguments) {

  /** Applies {@code steps} one after the other. */
  static Value applyAll(List<FilterStep> steps, Value input, Frame frame) {
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
