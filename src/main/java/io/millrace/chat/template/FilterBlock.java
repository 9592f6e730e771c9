package io.millrace.chat.template;

import java.util.List;

/** A block from filter to endfilter: writes what the body writes, filtered. */
record FilterBlock(Position at, List<FilterStep> filters, List<Statement> body)
    implements Statement {

  @Override
  public Flow run(Frame frame) {
    return FilterStep.capture(body, filters, frame, value -> value.print(frame.out()));
  }
}
