package io.millrace.chat.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The filters by name; their bodies are in the classes named after what they work on. */
final class Filters {

  /** What a filter makes of its input. */
  @FunctionalInterface
  interface Filter {
    Value apply(Value input, Arguments arguments, Frame frame);
  }

  /** A filter whose arguments have been assigned to its parameters. */
  @FunctionalInterface
  interface Body {
    Value apply(Value input, Bound arguments, Frame frame);
  }

  private static final Map<String, Filter> FILTERS = filters();

  private Filters() {}

  static Optional<Filter> find(String name) {
    return Optional.ofNullable(FILTERS.get(name));
  }

  private static Map<String, Filter> filters() {
    Map<String, Filter> filters = new HashMap<>();
    TextFilters.addTo(filters);
    NumberFilters.addTo(filters);
    SequenceFilters.addTo(filters);
    OrderFilters.addTo(filters);
    SelectionFilters.addTo(filters);
    return Map.copyOf(filters);
  }

  /** Adds a filter with a list of parameters as {@link Parameters#of} reads it. */
  static void add(Map<String, Filter> filters, String name, String parameters, Body body) {
    Parameters bound = Parameters.of(parameters);
    filters.put(name, (input, args, frame) -> body.apply(input, args.bind(name, bound), frame));
  }
}
