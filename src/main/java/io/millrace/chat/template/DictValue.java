package io.millrace.chat.template;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Python's {@code dict}: values by key in the order of insertion; templates cannot change it. */
record DictValue(Map<Key, Value> entries) implements Value {

  /**
   * A key, found by its value: {@code 1}, {@code 1.0} and {@code true} are one key.
   *
   * @param identity equal for keys that Python holds equal
   * @param value the key as it was first put
   */
  record Key(Object identity, Value value) {

    /** Fails for values that are no keys in Python, and for tuples, which are not supported. */
    static Key of(Value value) {
      return new Key(Numbers.identity(value), value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && identity.equals(key.identity);
    }

    @Override
    public int hashCode() {
      return identity.hashCode();
    }
  }

  DictValue {
    entries = Collections.unmodifiableMap(entries);
  }

  /** Collects entries; a key put again keeps its place. */
  static final class Builder {
    private final Map<Key, Value> entries = new LinkedHashMap<>();

    Builder put(Value key, Value value) {
      entries.put(Key.of(key), value);
      return this;
    }

    Builder put(String key, Value value) {
      return put(new StringValue(key), value);
    }

    Builder putAll(DictValue other) {
      entries.putAll(other.entries);
      return this;
    }

    DictValue build() {
      return new DictValue(entries);
    }
  }

  @Override
  public String typeName() {
    return "dict";
  }

  @Override
  public boolean isTrue() {
    return !entries.isEmpty();
  }

  @Override
  public void represent(Text out) {
    out.budget().enter(1);
    out.append("{");
    String separator = "";
    for (Map.Entry<Key, Value> entry : entries.entrySet()) {
      out.append(separator);
      entry.getKey().value().represent(out);
      out.append(": ");
      entry.getValue().represent(out);
      separator = ", ";
    }
    out.append("}");
    out.budget().leave(1);
  }

  @Override
  public int length() {
    return entries.size();
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    return entries.keySet().stream().map(Key::value).iterator();
  }

  @Override
  public Optional<Value> attribute(String name) {
    return DictMethods.find(this, name);
  }

  @Override
  public Optional<Value> item(Value key) {
    return Numbers.isHashable(key)
        ? Optional.ofNullable(entries.get(Key.of(key)))
        : Optional.empty();
  }
}
