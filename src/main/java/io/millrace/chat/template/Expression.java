package io.millrace.chat.template;

/** A part of a template that has a value. */
interface Expression {

  /** Where it stands, for messages. */
  Position at();

  /** Computes the value; {@link #evaluate} is what others call. */
  Value compute(Frame frame);

  /** The value in {@code frame}; pays a step and says where a fault arose. */
  default Value evaluate(Frame frame) {
    try {
      frame.budget().spend(1);
      return compute(frame);
    } catch (Fault fault) {
      throw fault.at(at());
    }
  }
}
