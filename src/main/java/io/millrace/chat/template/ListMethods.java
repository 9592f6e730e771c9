package io.millrace.chat.template;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The methods of lists and tuples. */
final class ListMethods {

  /** These exist in Python and would change the list. */
  private static final Set<String> MUTATING =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");

  private static final Parameters INDEX = Parameters.of("value start? stop?");
  private static final Parameters VALUE = Parameters.of("value");

  private ListMethods() {}

  static Optional<Value> find(ListValue list, String name) {
    if (!list.isTuple() && MUTATING.contains(name)) {
      return Optional.of(UndefinedValue.unsafe(list, name));
    }
    return switch (name) {
      case "index" -> method(name, (args, frame) -> index(list, args.bind(name, INDEX), frame));
      case "count" -> method(name, (args, frame) -> count(list, args.bind(name, VALUE), frame));
      case "copy" -> list.isTuple() ? Optional.empty() : method(name, (args, frame) -> list);
      default -> Optional.empty();
    };
  }

  private static Optional<Value> method(String name, FunctionValue.Body body) {
    return Optional.of(new FunctionValue(name, body));
  }

  private static Value index(ListValue list, Bound args, Frame frame) {
    Value start = args.find("start").orElse(NoneValue.NONE);
    Value stop = args.find("stop").orElse(NoneValue.NONE);
    Slices range = Slices.of(start, stop, NoneValue.NONE, list.length());
    Comparisons comparisons = frame.comparisons();
    for (int i = range.first(); i < range.first() + range.count(); i++) {
      if (comparisons.equal(list.elements().get(i), args.get("value"))) {
        return IntegerValue.of(i);
      }
    }
    throw new Fault("index(): the value is not in the list");
  }

  private static Value count(ListValue list, Bound args, Frame frame) {
    List<Value> elements = list.elements();
    Comparisons comparisons = frame.comparisons();
    return IntegerValue.of(
        elements.stream().filter(e -> comparisons.equal(e, args.get("value"))).count());
  }
}
