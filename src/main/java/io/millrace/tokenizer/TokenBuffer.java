package io.millrace.tokenizer;

import java.util.Arrays;

/** A growing list of ints. */
final class TokenBuffer {

  private int[] values;
  private int size;

  TokenBuffer(int capacity) {
    values = new int[Math.max(16, capacity)];
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, grown(1));
    }
    values[size++] = value;
  }

  void addAll(int[] added) {
    if (added.length > values.length - size) {
      values = Arrays.copyOf(values, grown(added.length));
    }
    for (int value : added) { // mostly one to three values: cheaper than arraycopy
      values[size++] = value;
    }
  }

  private int grown(int more) {
    return Math.max(Math.addExact(size, more), (int) Math.min(2L * size, Integer.MAX_VALUE - 8));
  }

  int size() {
    return size;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  void removeLast() {
    size--;
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** The values from {@code from} on. */
  int[] tail(int from) {
    return Arrays.copyOfRange(values, from, size);
  }
}
