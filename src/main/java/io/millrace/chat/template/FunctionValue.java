package io.millrace.chat.template;

import java.util.Map;
import java.util.Optional;

/**
 * Something that can be called: a macro, a method, a global function.
 *
 * @param name for messages
 * @param members what {@code function.member} gives
 */
record FunctionValue(String name, Body body, Map<String, Value> members) implements Value {

  /** What runs when it is called. */
  @FunctionalInterface
  interface Body {
    Value call(Arguments arguments, Frame frame);
  }

  FunctionValue(String name, Body body) {
    this(name, body, Map.of());
  }

  @Override
  public String typeName() {
    return "function";
  }

  @Override
  public void represent(Text out) {
    throw Fault.of("found the function %s to print, expected a value; is its call missing?", name);
  }

  @Override
  public Optional<Value> attribute(String member) {
    return Optional.ofNullable(members.get(member));
  }
}
