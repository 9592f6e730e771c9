package io.millrace.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Python's {@code [start:stop:step]} on a sequence of a known length.
 *
 * @param first the first index
 * @param count how many indices
 * @param step from one to the next
 */
record Slices(int first, int count, int step) {

  /** Resolves the three parts, each an integer or none. */
  static Slices of(Value start, Value stop, Value step, int length) {
    long stride = bound(step, 1);
    if (stride == 0) {
      throw new Fault("slice step cannot be zero");
    }
    boolean forward = stride > 0;
    long from = clamp(bound(start, forward ? 0 : Long.MAX_VALUE), length, forward);
    long to =
        stop instanceof NoneValue
            ? (forward ? length : -1)
            : clamp(bound(stop, 0), length, forward);
    long span = forward ? to - from : from - to;
    long count = span <= 0 ? 0 : (span + Math.abs(stride) - 1) / Math.abs(stride);
    return new Slices((int) Math.max(0, from), (int) count, count <= 1 ? 1 : (int) stride);
  }

  private static long bound(Value value, long otherwise) {
    if (value instanceof NoneValue) {
      return otherwise;
    }
    BigInteger limit = BigInteger.valueOf(1L << 40);
    return Numbers.integer(value)
        .orElseThrow(() -> new Fault("slice indices must be integers or None"))
        .max(limit.negate())
        .min(limit)
        .longValue();
  }

  private static long clamp(long index, int length, boolean forward) {
    long resolved = index < 0 ? index + length : index;
    long lowest = forward ? 0 : -1;
    return Math.max(lowest, Math.min(resolved, forward ? length : length - 1L));
  }

  /** Applies it to a string, list, tuple or range. */
  static Value apply(Value target, Value[] parts, Budget budget) {
    if (target instanceof UndefinedValue undefined) {
      throw undefined.fault();
    }
    if (target instanceof StringValue text) {
      return of(parts[0], parts[1], parts[2], text.length()).slice(text, budget);
    }
    if (target instanceof ListValue list) {
      Slices slices = of(parts[0], parts[1], parts[2], list.length());
      return new ListValue(list.kind(), slices.slice(list.elements(), budget));
    }
    if (target instanceof RangeValue range) {
      Slices slices = of(parts[0], parts[1], parts[2], range.length());
      long from = range.start() + slices.first * range.step();
      long step = range.step() * slices.step;
      return new RangeValue(from, from + slices.count * step, step);
    }
    return UndefinedValue.member(target, "slice");
  }

  private List<Value> slice(List<Value> elements, Budget budget) {
    budget.spend(count);
    if (step == 1) {
      return List.copyOf(elements.subList(first, first + count));
    }
    List<Value> picked = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      picked.add(elements.get(first + i * step));
    }
    return picked;
  }

  private StringValue slice(StringValue text, Budget budget) {
    budget.write(count);
    if (step == 1 && count == 0) {
      return text.alike("");
    }
    if (step == 1) {
      return text.alike(text.value().substring(text.offset(first), text.offset(first + count)));
    }
    int[] points = text.value().codePoints().toArray();
    StringBuilder picked = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      picked.appendCodePoint(points[first + i * step]);
    }
    return text.alike(picked.toString());
  }
}
