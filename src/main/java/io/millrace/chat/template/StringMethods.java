package io.millrace.chat.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The methods of strings, by name; their bodies are in the classes named after their kinds. */
final class StringMethods {

  /** What a method does with the string, its arguments and the budget. */
  @FunctionalInterface
  interface Body {
    Value apply(StringValue self, Bound arguments, Budget budget);
  }

  private record Method(Parameters parameters, Body body) {}

  private static final Map<String, Method> METHODS = methods();

  private StringMethods() {}

  static Optional<Value> find(StringValue self, String name) {
    if (name.equals("format")) {
      return Optional.of(
          new FunctionValue(name, (args, frame) -> BraceFormat.format(self, args, frame.budget())));
    }
    return Optional.ofNullable(METHODS.get(name)).map(method -> bound(self, name, method));
  }

  private static Value bound(StringValue self, String name, Method method) {
    return new FunctionValue(
        name,
        (args, frame) -> {
          frame.budget().scan(self.value().length());
          return method.body.apply(self, args.bind(name, method.parameters), frame.budget());
        });
  }

  private static Map<String, Method> methods() {
    Map<String, Method> methods = new HashMap<>();
    addCases(methods);
    addEdges(methods);
    addSearches(methods);
    addSplits(methods);
    addPredicates(methods);
    return Map.copyOf(methods);
  }

  private static void add(Map<String, Method> methods, String name, String list, Body body) {
    methods.put(name, new Method(Parameters.of(list), body));
  }

  private static void addCases(Map<String, Method> methods) {
    add(methods, "upper", "", (s, args, budget) -> s.alike(StringCases.upper(s.value())));
    add(methods, "lower", "", (s, args, budget) -> s.alike(StringCases.lower(s.value())));
    add(methods, "casefold", "", (s, args, budget) -> s.alike(StringCases.fold(s.value())));
    add(methods, "title", "", (s, args, budget) -> s.alike(StringCases.title(s.value())));
    add(methods, "capitalize", "", (s, args, budget) -> s.alike(StringCases.capitalize(s.value())));
    add(methods, "swapcase", "", (s, args, budget) -> s.alike(StringCases.swap(s.value())));
  }

  private static void addEdges(Map<String, Method> methods) {
    add(methods, "strip", "chars?", (s, args, budget) -> StringEdges.strip(s, args, true, true));
    add(methods, "lstrip", "chars?", (s, args, budget) -> StringEdges.strip(s, args, true, false));
    add(methods, "rstrip", "chars?", (s, args, budget) -> StringEdges.strip(s, args, false, true));
    add(methods, "removeprefix", "prefix", (s, args, budget) -> StringEdges.removePrefix(s, args));
    add(methods, "removesuffix", "suffix", (s, args, budget) -> StringEdges.removeSuffix(s, args));
    add(methods, "center", "width fill?", (s, args, b) -> StringEdges.pad(s, args, 2, b));
    add(methods, "ljust", "width fill?", (s, args, b) -> StringEdges.pad(s, args, 0, b));
    add(methods, "rjust", "width fill?", (s, args, b) -> StringEdges.pad(s, args, 1, b));
    add(methods, "zfill", "width", StringEdges::zeroFill);
  }

  private static void addSearches(Map<String, Method> methods) {
    String range = "sub start? stop?";
    add(methods, "startswith", range, (s, args, b) -> StringSearches.startsWith(s, args));
    add(methods, "endswith", range, (s, args, b) -> StringSearches.endsWith(s, args));
    add(methods, "find", range, (s, args, b) -> StringSearches.find(s, args));
    add(methods, "rfind", range, (s, args, b) -> StringSearches.findLast(s, args));
    add(
        methods,
        "index",
        range,
        (s, args, b) -> StringSearches.found(StringSearches.find(s, args)));
    add(
        methods,
        "rindex",
        range,
        (s, args, b) -> StringSearches.found(StringSearches.findLast(s, args)));
    add(methods, "count", range, (s, args, b) -> StringSearches.count(s, args));
    add(methods, "replace", "old new count?", StringSearches::replace);
  }

  private static void addSplits(Map<String, Method> methods) {
    add(methods, "split", "sep? maxsplit?", StringSplits::split);
    add(methods, "rsplit", "sep? maxsplit?", StringSplits::splitFromEnd);
    add(methods, "splitlines", "keepends?", StringSplits::lines);
    add(methods, "partition", "sep", (s, args, b) -> StringSplits.partition(s, args));
    add(methods, "rpartition", "sep", (s, args, b) -> StringSplits.partitionFromEnd(s, args));
    add(methods, "join", "iterable", StringSplits::join);
  }

  private static void addPredicates(Map<String, Method> methods) {
    for (String name : List.copyOf(StringPredicates.NAMES)) {
      add(
          methods,
          name,
          "",
          (s, args, b) -> BooleanValue.of(StringPredicates.test(name, s.value())));
    }
  }
}
