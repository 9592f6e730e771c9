package io.millrace.chat.template;

import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Python's {@code range}, of at most {@link #MAX_LENGTH} integers as in the sandbox. */
record RangeValue(long start, long stop, long step) implements Value {

  static final int MAX_LENGTH = 100_000;

  private static final long MAX_BOUND = 1L << 40;

  RangeValue {
    if (step == 0) {
      throw new Fault("range() arg 3 must not be zero");
    }
    if (Math.max(Math.max(Math.abs(start), Math.abs(stop)), Math.abs(step)) > MAX_BOUND
        || count(start, stop, step) > MAX_LENGTH) {
      throw Fault.of("range too big, expected at most %d integers", MAX_LENGTH);
    }
  }

  private static long count(long start, long stop, long step) {
    long span = step > 0 ? stop - start : start - stop;
    long stride = Math.abs(step);
    return span <= 0 ? 0 : (span + stride - 1) / stride;
  }

  @Override
  public String typeName() {
    return "range";
  }

  @Override
  public boolean isTrue() {
    return length() > 0;
  }

  @Override
  public void represent(Text out) {
    out.append("range(" + start + ", " + stop + (step == 1 ? ")" : ", " + step + ")"));
  }

  @Override
  public int length() {
    return (int) count(start, stop, step);
  }

  @Override
  public boolean isIterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate() {
    return IntStream.range(0, length()).mapToObj(this::get).iterator();
  }

  Value get(int index) {
    return IntegerValue.of(start + index * step);
  }

  @Override
  public Optional<Value> item(Value key) {
    return Numbers.index(key, length()).map(this::get);
  }
}
