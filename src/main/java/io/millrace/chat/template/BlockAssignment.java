package io.millrace.chat.template;

import java.util.List;

/** {@code set target} to {@code endset}: assigns what the body writes, filtered. */
record BlockAssignment(Position at, Target target, List<FilterStep> filters, List<Statement> body)
    implements Statement {

  @Override
  public Flow run(Frame frame) {
    Frame inside = frame.capture().inner();
    Flow flow = Statement.executeAll(body, inside);
    if (flow == Flow.NEXT) {
      Value written = new StringValue(inside.out().toString());
      target.assign(FilterStep.applyAll(filters, written, inside), frame);
    }
    return flow;
  }
}
