package io.millrace.chat.template;

import java.util.HashMap;
import java.util.Map;

/** The names that are known in a part of a template, inside those of its surroundings. */
final class Scope {

  private final Map<String, Value> names = new HashMap<>();
  private final Scope parent;

  /** A scope with no surroundings. */
  Scope(Map<String, Value> names) {
    this.names.putAll(names);
    this.parent = null;
  }

  private Scope(Scope parent) {
    this.parent = parent;
  }

  /** An empty scope inside this one. */
  Scope inner() {
    return new Scope(this);
  }

  void set(String name, Value value) {
    names.put(name, value);
  }

  /** The value of {@code name} here or around; undefined if there is none. */
  Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Value value = scope.names.get(name);
      if (value != null) {
        return value;
      }
    }
    return UndefinedValue.name(name);
  }
}
