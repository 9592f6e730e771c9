package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What a value is assigned to. */
sealed interface Target {

  /** Assigns {@code value} in the scope of {@code frame}. */
  void assign(Value value, Frame frame);

  /** A variable. */
  record Variable(String name) implements Target {

    @Override
    public void assign(Value value, Frame frame) {
      frame.scope().set(name, value);
    }
  }

  /** A member of a namespace. */
  record NamespaceMember(String namespace, String member) implements Target {

    @Override
    public void assign(Value value, Frame frame) {
      if (!(frame.scope().get(namespace) instanceof NamespaceValue owner)) {
        throw Fault.of(
            "cannot assign attribute '%s' on non-namespace object '%s'", member, namespace);
      }
      owner.set(member, value);
    }
  }

  /** Several targets that share out a sequence of values. */
  record Several(List<Target> targets) implements Target {

    @Override
    public void assign(Value value, Frame frame) {
      List<Value> values = new ArrayList<>(targets.size());
      Iterator<Value> elements = value.iterate();
      while (elements.hasNext() && values.size() <= targets.size()) {
        values.add(elements.next());
      }
      if (values.size() != targets.size()) {
        throw Fault.of(
            "found %s values to unpack, expected %d",
            values.size() > targets.size() ? "too many" : "only " + values.size(), targets.size());
      }
      for (int i = 0; i < values.size(); i++) {
        targets.get(i).assign(values.get(i), frame);
      }
    }
  }
}
