package io.millrace.chat.template;

/** Python's {@code bool}, which is a number as well. */
record BooleanValue(boolean value) implements Value {

  static final BooleanValue TRUE = new BooleanValue(true);
  static final BooleanValue FALSE = new BooleanValue(false);

  static BooleanValue of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public String typeName() {
    return "bool";
  }

  @Override
  public boolean isTrue() {
    return value;
  }

  @Override
  public void represent(Text out) {
    out.append(value ? "True" : "False");
  }
}
