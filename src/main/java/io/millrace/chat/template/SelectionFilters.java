package io.millrace.chat.template;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The filters that run a filter or a test on every element; their elements come when asked for. */
final class SelectionFilters {

  private static final Parameters ATTRIBUTE = Parameters.of("attribute default?");

  private SelectionFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    filters.put("map", SelectionFilters::map);
    filters.put("select", (input, args, frame) -> select(input, args, frame, true));
    filters.put("reject", (input, args, frame) -> select(input, args, frame, false));
    filters.put("selectattr", (input, args, frame) -> selectByAttribute(input, args, frame, true));
    filters.put("rejectattr", (input, args, frame) -> selectByAttribute(input, args, frame, false));
  }

  private static Value map(Value input, Arguments args, Frame frame) {
    if (!input.isTrue()) {
      return GeneratorValue.of(Collections.emptyIterator());
    }
    UnaryOperator<Value> mapping = mapping(args, frame);
    Iterator<Value> elements = input.iterate();
    return GeneratorValue.of(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return elements.hasNext();
          }

          @Override
          public Value next() {
            frame.budget().spend(1);
            return mapping.apply(elements.next());
          }
        });
  }

  private static UnaryOperator<Value> mapping(Arguments args, Frame frame) {
    if (args.positional().isEmpty() && args.named().containsKey("attribute")) {
      Bound bound = args.bind("map", ATTRIBUTE);
      return Attributes.getter(bound.get("attribute"), bound.present("default"), frame.budget());
    }
    if (args.positional().isEmpty()) {
      throw new Fault("map requires a filter argument");
    }
    String name = name(args.positional().get(0), "filter");
    Filters.Filter filter =
        Filters.find(name).orElseThrow(() -> Fault.of("found the unknown filter '%s'", name));
    Arguments rest = args.skip(1);
    return value -> filter.apply(value, rest, frame);
  }

  private static String name(Value value, String kind) {
    if (value instanceof StringValue name) {
      return name.value();
    }
    throw Fault.of("found a value of type %s, expected the name of a %s", value.typeName(), kind);
  }

  private static Value select(Value input, Arguments args, Frame frame, boolean selected) {
    if (!input.isTrue()) {
      return GeneratorValue.of(Collections.emptyIterator());
    }
    Predicate<Value> test = test(args, frame);
    return GeneratorValue.of(
        new Selected(input.iterate(), value -> test.test(value) == selected, frame.budget()));
  }

  private static Value selectByAttribute(
      Value input, Arguments args, Frame frame, boolean selected) {
    if (!input.isTrue()) {
      return GeneratorValue.of(Collections.emptyIterator());
    }
    if (args.positional().isEmpty()) {
      throw new Fault("Missing parameter for attribute name");
    }
    UnaryOperator<Value> getter =
        Attributes.getter(args.positional().get(0), Optional.empty(), frame.budget());
    Predicate<Value> test = test(args.skip(1), frame);
    Predicate<Value> chosen = value -> test.test(getter.apply(value)) == selected;
    return GeneratorValue.of(new Selected(input.iterate(), chosen, frame.budget()));
  }

  /** The test that the first argument names; without one, whether a value is true. */
  private static Predicate<Value> test(Arguments args, Frame frame) {
    List<Value> positional = args.positional();
    if (positional.isEmpty()) {
      return Value::isTrue;
    }
    String name = name(positional.get(0), "test");
    Tests.Test test =
        Tests.find(name).orElseThrow(() -> Fault.of("found the unknown test '%s'", name));
    Arguments rest = args.skip(1);
    return value -> test.apply(value, rest, frame);
  }

  /** The elements that pass a test. */
  private static final class Selected implements Iterator<Value> {
    private final Iterator<Value> all;
    private final Predicate<Value> test;
    private final Budget budget;
    private Optional<Value> next = Optional.empty();

    Selected(Iterator<Value> all, Predicate<Value> test, Budget budget) {
      this.all = all;
      this.test = test;
      this.budget = budget;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && all.hasNext()) {
        budget.spend(1);
        next = Optional.of(all.next()).filter(test);
      }
      return next.isPresent();
    }

    @Override
    public Value next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Value value = next.orElseThrow();
      next = Optional.empty();
      return value;
    }
  }
}
