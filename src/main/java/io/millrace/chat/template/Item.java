package io.millrace.chat.template;

/** {@code owner[key]}: the item, else the method or field of that name, else undefined. */
record Item(Position at, Expression owner, Expression key) implements Expression {

  @Override
  public Value compute(Frame frame) {
    return get(owner.evaluate(frame), key.evaluate(frame), frame.budget());
  }

  /** What {@code owner[key]} evaluates to. */
  static Value get(Value owner, Value key, Budget budget) {
    if (owner instanceof StringValue text) {
      budget.scan(text.length() == text.value().length() ? 0 : text.value().length());
    }
    return owner
        .item(key)
        .or(
            () ->
                key instanceof StringValue name
                    ? owner.attribute(name.value())
                    : java.util.Optional.empty())
        .orElseGet(() -> UndefinedValue.member(owner, key.text(budget)));
  }
}
