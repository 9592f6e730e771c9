package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The filters that sort and compare elements. */
final class OrderFilters {

  private static final String SORT = "reverse? case_sensitive? attribute?";
  private static final String BY = "case_sensitive? attribute?";

  private OrderFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    Filters.add(filters, "sort", SORT, OrderFilters::sort);
    Filters.add(filters, "dictsort", "case_sensitive? by? reverse?", OrderFilters::sortEntries);
    Filters.add(filters, "min", BY, (input, args, frame) -> extreme(input, args, frame, 1));
    Filters.add(filters, "max", BY, (input, args, frame) -> extreme(input, args, frame, -1));
    Filters.add(filters, "unique", BY, OrderFilters::unique);
    Filters.add(filters, "groupby", "attribute default? case_sensitive?", OrderFilters::group);
  }

  private static UnaryOperator<Value> caseOf(Bound args) {
    return args.isTrue("case_sensitive") ? UnaryOperator.identity() : Attributes::ignoreCase;
  }

  private static Value sort(Value input, Bound args, Frame frame) {
    UnaryOperator<Value> key =
        Attributes.sortKey(args.present("attribute"), caseOf(args), frame.budget());
    List<Value> elements = SequenceFilters.all(input, frame);
    return ListValue.list(new Sorting(frame.budget()).sort(elements, key, args.isTrue("reverse")));
  }

  private static Value sortEntries(Value input, Bound args, Frame frame) {
    String by = args.string("by", new StringValue("key")).value();
    if (!by.equals("key") && !by.equals("value")) {
      throw new Fault("You can only sort by either \"key\" or \"value\"");
    }
    if (!(input instanceof DictValue dict)) {
      throw args.wrong("input", input, "a mapping");
    }
    int part = by.equals("key") ? 0 : 1;
    UnaryOperator<Value> mapping = caseOf(args);
    return ListValue.list(
        new Sorting(frame.budget())
            .sort(
                new DictView(dict, DictView.Part.ITEMS).elements(),
                pair -> mapping.apply(((ListValue) pair).elements().get(part)),
                args.isTrue("reverse")));
  }

  /** The first smallest element for {@code sign} 1, the first largest for -1. */
  private static Value extreme(Value input, Bound args, Frame frame, int sign) {
    UnaryOperator<Value> getter = Attributes.getter(args.present("attribute"), frame.budget());
    UnaryOperator<Value> mapping = caseOf(args);
    Sorting sorting = new Sorting(frame.budget());
    Optional<Value> best = Optional.empty();
    Value bestKey = NoneValue.NONE;
    for (Value element : SequenceFilters.all(input, frame)) {
      Value key = mapping.apply(getter.apply(element));
      if (best.isEmpty() || sign * sorting.compare(key, bestKey) < 0) {
        best = Optional.of(element);
        bestKey = key;
      }
    }
    return best.orElseGet(() -> new UndefinedValue("No aggregated item, sequence was empty."));
  }

  private static Value unique(Value input, Bound args, Frame frame) {
    UnaryOperator<Value> getter = Attributes.getter(args.present("attribute"), frame.budget());
    UnaryOperator<Value> mapping = caseOf(args);
    Set<Object> seen = new HashSet<>();
    List<Value> unique = new ArrayList<>();
    for (Value element : SequenceFilters.all(input, frame)) {
      if (seen.add(Numbers.identity(mapping.apply(getter.apply(element))))) {
        unique.add(element);
      }
    }
    return GeneratorValue.of(unique.iterator());
  }

  private static Value group(Value input, Bound args, Frame frame) {
    Budget budget = frame.budget();
    UnaryOperator<Value> getter =
        Attributes.getter(args.get("attribute"), args.present("default"), budget);
    UnaryOperator<Value> mapping = caseOf(args);
    UnaryOperator<Value> key = value -> mapping.apply(getter.apply(value));
    List<Value> sorted = new Sorting(budget).sort(SequenceFilters.all(input, frame), key, false);
    List<Value> groups = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      boolean ends =
          i == sorted.size()
              || !frame.comparisons().equal(key.apply(sorted.get(start)), key.apply(sorted.get(i)));
      if (ends) {
        List<Value> members = List.copyOf(sorted.subList(start, i));
        Value grouper = getter.apply(members.get(0));
        groups.add(new ListValue(ListValue.Kind.GROUP, List.of(grouper, ListValue.list(members))));
        start = i;
      }
    }
    return ListValue.list(groups);
  }
}
