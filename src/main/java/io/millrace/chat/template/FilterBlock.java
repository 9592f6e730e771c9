package io.millrace.chat.template;

import java.util.List;

/** A block from filter to endfilter: writes what the body writes, filtered. */
record FilterBlock(Position at, List<FilterStep> filters, List<Statement> body)
    implements Statement {

  @Override
  public Flow run(Frame frame) {
    Frame inside = frame.capture().inner();
    Flow flow = Statement.executeAll(body, inside);
    if (flow == Flow.NEXT) {
      Value written = new StringValue(inside.out().toString());
      FilterStep.applyAll(filters, written, inside).print(frame.out());
    }
    return flow;
  }
}
