package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The variable {@code loop} inside a loop. */
final class LoopValue implements Value {

  private final ForLoop owner;
  private final int depth;
  private final Frame frame;
  private Iterator<Value> rest;
  private int length;
  private int index = -1;
  private Value previous = new UndefinedValue("there is no previous item");
  private Value current = previous;
  private Optional<Value> following = Optional.empty();
  private Optional<ListValue> lastSeen = Optional.empty();

  /** {@code length} is -1 while it is not known. */
  LoopValue(ForLoop owner, Iterator<Value> rest, int length, int depth, Frame frame) {
    this.owner = owner;
    this.rest = rest;
    this.length = length;
    this.depth = depth;
    this.frame = frame;
  }

  /** Goes on to the next element, if there is one. */
  boolean advance() {
    if (!peek()) {
      return false;
    }
    if (index >= 0) {
      previous = current;
    }
    current = following.orElseThrow();
    following = Optional.empty();
    index++;
    return true;
  }

  private boolean peek() {
    if (following.isEmpty() && rest.hasNext()) {
      following = Optional.of(rest.next());
    }
    return following.isPresent();
  }

  Value current() {
    return current;
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public void represent(Text out) {
    out.append("<LoopContext " + (index + 1) + "/" + length() + ">");
  }

  @Override
  public int length() {
    if (length < 0) {
      List<Value> remaining = new ArrayList<>();
      rest.forEachRemaining(
          value -> {
            frame.budget().spend(1);
            remaining.add(value);
          });
      length = index + 1 + (following.isPresent() ? 1 : 0) + remaining.size();
      rest = remaining.iterator();
    }
    return length;
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "index" -> IntegerValue.of(index + 1);
          case "index0" -> IntegerValue.of(index);
          case "revindex" -> IntegerValue.of(length() - index);
          case "revindex0" -> IntegerValue.of(length() - index - 1);
          case "first" -> BooleanValue.of(index == 0);
          case "last" -> BooleanValue.of(!peek());
          case "length" -> IntegerValue.of(length());
          case "depth" -> IntegerValue.of(depth + 1);
          case "depth0" -> IntegerValue.of(depth);
          case "previtem" -> previous;
          case "nextitem" ->
              peek() ? following.orElseThrow() : new UndefinedValue("there is no next item");
          case "cycle" -> new FunctionValue(name, (args, caller) -> cycle(args));
          case "changed" -> new FunctionValue(name, (args, caller) -> changed(args, caller));
          default -> null;
        });
  }

  private Value cycle(Arguments arguments) {
    List<Value> values = arguments.positional();
    if (values.isEmpty()) {
      throw new Fault("no items for cycling given");
    }
    return values.get(index % values.size());
  }

  private Value changed(Arguments arguments, Frame caller) {
    ListValue values = ListValue.list(arguments.positional());
    boolean same = lastSeen.isPresent() && caller.comparisons().equal(lastSeen.get(), values);
    lastSeen = Optional.of(values);
    return BooleanValue.of(!same);
  }

  /** {@code loop(values)}: what the loop writes over other values. */
  Value recurse(Arguments arguments, Frame caller) {
    if (!owner.recursive()) {
      throw new Fault("the loop must have the 'recursive' marker to be called recursively");
    }
    Bound bound = arguments.bind("loop", Parameters.of("iterable"));
    Frame inside = new Frame(frame.scope(), new Text(caller.budget()), caller.budget());
    owner.loop(bound.get("iterable"), inside, depth + 1);
    return new StringValue(inside.out().toString());
  }
}
