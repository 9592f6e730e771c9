package io.millrace.chat.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code call} to {@code endcall}: calls a macro that may call the body as {@code caller}. */
record CallBlock(Position at, Call call, Macro body) implements Statement {

  @Override
  public Flow run(Frame frame) {
    Arguments arguments = call.arguments().evaluate(frame);
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    if (named.put("caller", body.bind(frame.scope())) != null) {
      throw new Fault("found a second caller, expected none beside the call block");
    }
    call.call(frame, new Arguments(arguments.positional(), named)).print(frame.out());
    return Flow.NEXT;
  }
}
