package io.millrace.chat.template;

import java.util.Iterator;
import java.util.Optional;

/** A value of the template language, behaving as the Python value of the same name does. */
sealed interface Value
    permits NoneValue,
        BooleanValue,
        IntegerValue,
        FloatValue,
        StringValue,
        ListValue,
        DictValue,
        DictView,
        RangeValue,
        GeneratorValue,
        UndefinedValue,
        NamespaceValue,
        FunctionValue,
        LoopValue {

  /** Python's name of the type, for messages. */
  String typeName();

  /** Python's {@code bool(value)}. */
  default boolean isTrue() {
    return true;
  }

  /** Writes Python's {@code repr(value)}. */
  void represent(Text out);

  /** Writes Python's {@code str(value)}. */
  default void print(Text out) {
    represent(out);
  }

  /** Python's {@code str(value)}. */
  default String text(Budget budget) {
    Text out = new Text(budget);
    print(out);
    return out.toString();
  }

  /** Python's {@code len(value)}. */
  default int length() {
    throw Fault.of("object of type '%s' has no len()", typeName());
  }

  /** Whether {@link #iterate} works. */
  default boolean isIterable() {
    return false;
  }

  /** Python's {@code iter(value)}. */
  default Iterator<Value> iterate() {
    throw Fault.of("'%s' object is not iterable", typeName());
  }

  /** Python's {@code getattr(value, name)}: a method or a field; empty when there is none. */
  default Optional<Value> attribute(String name) {
    return Optional.empty();
  }

  /** Python's {@code value[key]}; empty where that is an error. */
  default Optional<Value> item(Value key) {
    return Optional.empty();
  }
}
