package io.millrace.chat.template;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Python's {@code list} or {@code tuple}; templates cannot change either.
 *
 * @param kind which of them
 * @param elements not copied; never changed after
 */
record ListValue(Kind kind, List<Value> elements) implements Value {

  /** The kinds of sequences of values. */
  enum Kind {
    LIST,
    TUPLE,
    /** The pair that {@code groupby} makes: a tuple with the fields grouper and list. */
    GROUP
  }

  ListValue {
    elements = Collections.unmodifiableList(elements);
  }

  static ListValue list(List<Value> elements) {
    return new ListValue(Kind.LIST, elements);
  }

  static ListValue tuple(Value... elements) {
    return new ListValue(Kind.TUPLE, List.of(elements));
  }

  boolean isTuple() {
    return kind != Kind.LIST;
  }

  @Override
  public String typeName() {
    return isTuple() ? "tuple" : "list";
  }

  @Override
  public boolean isTrue() {
    return !elements.isEmpty();
  }

  @Override
  public void represent(Text out) {
    out.append(isTuple() ? "(" : "[");
    PythonText.representAll(elements, out);
    if (isTuple()) {
      out.append(elements.size() == 1 ? ",)" : ")");
    } else {
      out.append("]");
    }
  }

  @Override
  public int length() {
    return elements.size();
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    return elements.iterator();
  }

  @Override
  public Optional<Value> attribute(String name) {
    if (kind == Kind.GROUP && (name.equals("grouper") || name.equals("list"))) {
      return Optional.of(elements.get(name.equals("list") ? 1 : 0));
    }
    return ListMethods.find(this, name);
  }

  @Override
  public Optional<Value> item(Value key) {
    return Numbers.index(key, elements.size()).map(elements::get);
  }
}
