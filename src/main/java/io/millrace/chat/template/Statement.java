package io.millrace.chat.template;

import java.util.List;

/** A part of a template that is run: text, a tag that prints, a block. */
interface Statement {

  /** How running goes on after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** Where it stands, for messages. */
  Position at();

  /** Does the work; {@link #execute} is what others call. */
  Flow run(Frame frame);

  /** Runs it in {@code frame}; pays a step and says where a fault arose. */
  default Flow execute(Frame frame) {
    try {
      frame.budget().spend(1);
      return run(frame);
    } catch (Fault fault) {
      throw fault.at(at());
    }
  }

  /** Runs {@code statements} in order until one breaks the flow. */
  static Flow executeAll(List<Statement> statements, Frame frame) {
    for (Statement statement : statements) {
      Flow flow = statement.execute(frame);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }
}
