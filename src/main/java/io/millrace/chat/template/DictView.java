package io.millrace.chat.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What a dictionary's {@code keys}, {@code values} and {@code items} give: its parts, in order. */
record DictView(DictValue dict, Part part) implements Value {

  /** Which part of every entry. */
  enum Part {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String typeName;

    Part(String typeName) {
      this.typeName = typeName;
    }
  }

  @Override
  public String typeName() {
    return part.typeName;
  }

  @Override
  public boolean isTrue() {
    return dict.isTrue();
  }

  @Override
  public void represent(Text out) {
    out.append(part.typeName + "([");
    PythonText.representAll(elements(), out);
    out.append("])");
  }

  @Override
  public int length() {
    return dict.length();
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    return dict.entries().entrySet().stream().map(this::pick).iterator();
  }

  List<Value> elements() {
    return dict.entries().entrySet().stream().map(this::pick).toList();
  }

  private Value pick(Map.Entry<DictValue.Key, Value> entry) {
    return switch (part) {
      case KEYS -> entry.getKey().value();
      case VALUES -> entry.getValue();
      case ITEMS -> ListValue.tuple(entry.getKey().value(), entry.getValue());
    };
  }
}
