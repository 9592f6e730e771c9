package io.millrace.chat.template;

import java.util.Iterator;

/** Python's generators and iterators: always true, without a length, and spent after one walk. */
record GeneratorValue(String typeName, Iterator<Value> rest) implements Value {

  static GeneratorValue of(Iterator<Value> rest) {
    return new GeneratorValue("generator", rest);
  }

  @Override
  public void represent(Text out) {
    // Python prints an address here, which no golden and no prompt can depend on.
    throw Fault.of("found a %s to print, expected a value; use the list filter", typeName);
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    return rest;
  }
}
