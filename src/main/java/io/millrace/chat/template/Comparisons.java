package io.millrace.chat.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's {@code ==}, {@code <} and {@code in}, within a budget. */
final class Comparisons {

  private final Budget budget;

  Comparisons(Budget budget) {
    this.budget = budget;
  }

  /** Python's {@code a == b}. */
  boolean equal(Value a, Value b) {
    budget.spend(1);
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.compare(a, b).equals(Optional.of(0));
    }
    if (a instanceof StringValue x && b instanceof StringValue y) {
      budget.scan(Math.min(x.value().length(), y.value().length()));
      return x.equals(y);
    }
    if (a instanceof UndefinedValue && b instanceof UndefinedValue) {
      return true;
    }
    budget.enter(1);
    boolean equal = equalParts(a, b);
    budget.leave(1);
    return equal;
  }

  private boolean equalParts(Value a, Value b) {
    if (a instanceof ListValue x && b instanceof ListValue y) {
      return x.isTuple() == y.isTuple() && equalAll(x.elements(), y.elements());
    }
    if (a instanceof DictValue x && b instanceof DictValue y) {
      return equalEntries(x, y);
    }
    if (a instanceof RangeValue x && b instanceof RangeValue y) {
      return equalRanges(x, y);
    }
    return a == b || (a instanceof NoneValue && b instanceof NoneValue);
  }

  private static boolean equalRanges(RangeValue x, RangeValue y) {
    int length = x.length();
    return length == y.length()
        && (length == 0 || x.start() == y.start())
        && (length <= 1 || x.step() == y.step());
  }

  private boolean equalAll(List<Value> a, List<Value> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean equalEntries(DictValue a, DictValue b) {
    if (a.length() != b.length()) {
      return false;
    }
    for (Map.Entry<DictValue.Key, Value> entry : a.entries().entrySet()) {
      Value other = b.entries().get(entry.getKey());
      if (other == null || !same(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /** Python takes an object inside a collection as equal to itself without asking it. */
  private boolean same(Value a, Value b) {
    return a == b || equal(a, b);
  }

  /** Negative, zero or positive as Python orders {@code a} and {@code b}; empty for nan. */
  Optional<Integer> compare(String operator, Value a, Value b) {
    budget.spend(1);
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.compare(a, b);
    }
    if (a instanceof StringValue x && b instanceof StringValue y) {
      budget.scan(Math.min(x.value().length(), y.value().length()));
      return Optional.of(compareText(x.value(), y.value()));
    }
    if (a instanceof ListValue x && b instanceof ListValue y && x.isTuple() == y.isTuple()) {
      budget.enter(1);
      Optional<Integer> result = compareAll(operator, x.elements(), y.elements());
      budget.leave(1);
      return result;
    }
    throw Arithmetic.unsupported(
        operator, a, b, "'%s' not supported between instances of '%s' and '%s'");
  }

  private Optional<Integer> compareAll(String operator, List<Value> a, List<Value> b) {
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      if (!same(a.get(i), b.get(i))) {
        return compare(operator, a.get(i), b.get(i));
      }
    }
    return Optional.of(Integer.compare(a.size(), b.size()));
  }

  /** By code points, which differs from Java's order beyond the basic plane. */
  private static int compareText(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
        return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Python's {@code part in whole}. */
  boolean contains(Value whole, Value part) {
    budget.spend(1);
    if (whole instanceof StringValue text) {
      return containsText(text, part);
    }
    if (whole instanceof DictValue dict) {
      return dict.entries().containsKey(DictValue.Key.of(part));
    }
    if (!whole.isIterable()) {
      throw Fault.of("argument of type '%s' is not iterable", whole.typeName());
    }
    for (Iterator<Value> elements = whole.iterate(); elements.hasNext(); ) {
      if (same(elements.next(), part)) {
        return true;
      }
    }
    return false;
  }

  private boolean containsText(StringValue text, Value part) {
    if (part instanceof StringValue string) {
      budget.scan(text.value().length());
      return Search.indexOf(text.value(), string.value(), 0) >= 0;
    }
    throw Fault.of("'in <string>' requires string as left operand, not %s", part.typeName());
  }
}
