package io.millrace.chat.template;

/**
 * {@code function(arguments)}.
 *
 * @param levels how deep the call stands in its macro or template, which its depth is counted by
 */
record Call(Position at, Expression function, CallArguments arguments, int levels)
    implements Expression {

  @Override
  public Value compute(Frame frame) {
    return call(frame, arguments.evaluate(frame));
  }

  /** Calls the function with {@code passed}. */
  Value call(Frame frame, Arguments passed) {
    Value callee = function.evaluate(frame);
    frame.budget().enter(levels);
    Value result = invoke(callee, passed, frame);
    frame.budget().leave(levels);
    return result;
  }

  private static Value invoke(Value callee, Arguments passed, Frame frame) {
    if (callee instanceof FunctionValue function) {
      return function.body().call(passed, frame);
    }
    if (callee instanceof LoopValue loop) {
      return loop.recurse(passed, frame);
    }
    throw callee instanceof UndefinedValue undefined
        ? undefined.fault()
        : Fault.of("'%s' object is not callable", callee.typeName());
  }
}
