package io.millrace.chat.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Python's {@code sorted}, {@code min} and {@code max}. */
final class Sorting {

  private final Comparisons comparisons;

  Sorting(Budget budget) {
    this.comparisons = new Comparisons(budget);
  }

  /** Orders two values; nan is taken as equal to everything. */
  int compare(Value a, Value b) {
    return comparisons.compare("<", a, b).orElse(0);
  }

  /** The values in ascending order of their keys, or descending; equal ones keep their order. */
  List<Value> sort(List<Value> values, UnaryOperator<Value> key, boolean descending) {
    record Keyed(Value key, Value value) {}
    List<Keyed> keyed = new ArrayList<>(values.size());
    values.forEach(value -> keyed.add(new Keyed(key.apply(value), value)));
    Comparator<Keyed> order = (a, b) -> compare(a.key, b.key);
    insert(keyed, descending ? order.reversed() : order);
    List<Value> sorted = new ArrayList<>(values.size());
    keyed.forEach(pair -> sorted.add(pair.value));
    return sorted;
  }

  /** A comparator over strangers' values may contradict itself, as nan does. */
  private static <T> void insert(List<T> list, Comparator<T> order) {
    try {
      list.sort(order);
    } catch (IllegalArgumentException e) {
      throw new Fault(
          "found values without a consistent order, expected values that can be sorted");
    }
  }
}
