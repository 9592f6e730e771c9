package io.millrace.chat.template;

import java.util.List;

/** {@code set target} to {@code endset}: assigns what the body writes, filtered. */
record BlockAssignment(Position at, Target target, List<FilterStep> filters, List<Statement> body)
    implements Statement {

  @Override
  public Flow run(Frame frame) {
    return FilterStep.capture(body, filters, frame, value -> target.assign(value, frame));
  }
}
