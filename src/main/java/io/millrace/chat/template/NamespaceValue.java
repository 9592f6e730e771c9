package io.millrace.chat.template;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code namespace()} makes: the one object whose members a template may set. */
final class NamespaceValue implements Value {

  private final Map<String, Value> members = new LinkedHashMap<>();

  void set(String name, Value value) {
    members.put(name, value);
  }

  @Override
  public String typeName() {
    return "Namespace";
  }

  @Override
  public void represent(Text out) {
    DictValue.Builder dict = new DictValue.Builder();
    members.forEach(dict::put);
    out.budget().enter(1);
    out.append("<Namespace ");
    dict.build().represent(out);
    out.append(">");
    out.budget().leave(1);
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(members.get(name));
  }

  @Override
  public Optional<Value> item(Value key) {
    return key instanceof StringValue name ? attribute(name.value()) : Optional.empty();
  }
}
