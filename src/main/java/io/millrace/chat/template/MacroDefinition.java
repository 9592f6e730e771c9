package io.millrace.chat.template;

/** {@code macro} to {@code endmacro}: names a macro. */
record MacroDefinition(Position at, Macro macro) implements Statement {

  @Override
  public Flow run(Frame frame) {
    frame.scope().set(macro.name(), macro.bind(frame.scope()));
    return Flow.NEXT;
  }
}
