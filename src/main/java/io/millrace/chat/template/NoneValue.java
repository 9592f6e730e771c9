package io.millrace.chat.template;

/** Python's {@code None}. */
record NoneValue() implements Value {

  static final NoneValue NONE = new NoneValue();

  @Override
  public String typeName() {
    return "NoneType";
  }

  @Override
  public boolean isTrue() {
    return false;
  }

  @Override
  public void represent(Text out) {
    out.append("None");
  }
}
