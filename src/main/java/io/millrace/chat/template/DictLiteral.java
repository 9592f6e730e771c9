package io.millrace.chat.template;

import java.util.List;

/** A dictionary of expressions. */
record DictLiteral(Position at, List<Entry> entries) implements Expression {

  /** One key and its value. */
  record Entry(Expression key, Expression value) {}

  @Override
  public Value compute(Frame frame) {
    DictValue.Builder dict = new DictValue.Builder();
    for (Entry entry : entries) {
      dict.put(entry.key().evaluate(frame), entry.value().evaluate(frame));
    }
    return dict.build();
  }
}
