package io.millrace.chat.template;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/**
 * What a name or a member that is not there evaluates to: it prints as nothing, is false and empty,
 * and fails in every other use.
 *
 * @param reason the message of that failure
 */
record UndefinedValue(String reason) implements Value {

  static UndefinedValue name(String name) {
    return new UndefinedValue("'" + name + "' is undefined");
  }

  static UndefinedValue member(Value owner, String name) {
    String type = owner instanceof NoneValue ? "None" : owner.typeName() + " object";
    return new UndefinedValue("'" + type + "' has no attribute '" + name + "'");
  }

  /** A method that exists in Python but would change its object. */
  static UndefinedValue unsafe(Value owner, String name) {
    return new UndefinedValue(
        "access to attribute '" + name + "' of '" + owner.typeName() + "' object is unsafe");
  }

  Fault fault() {
    return new Fault(reason);
  }

  @Override
  public String typeName() {
    return "Undefined";
  }

  @Override
  public boolean isTrue() {
    return false;
  }

  @Override
  public void represent(Text out) {
    out.append("Undefined");
  }

  @Override
  public void print(Text out) {}

  @Override
  public int length() {
    return 0;
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    return Collections.emptyIterator();
  }

  @Override
  public Optional<Value> attribute(String name) {
    throw fault();
  }

  @Override
  public Optional<Value> item(Value key) {
    throw fault();
  }
}
