package io.millrace.chat.template;

/** {@code owner.name}: a method or field, else the item of that name, else undefined. */
record Member(Position at, Expression owner, String name) implements Expression {

  @Override
  public Value compute(Frame frame) {
    Value value = owner.evaluate(frame);
    return value
        .attribute(name)
        .or(() -> value.item(new StringValue(name)))
        .orElseGet(() -> UndefinedValue.member(value, name));
  }
}
