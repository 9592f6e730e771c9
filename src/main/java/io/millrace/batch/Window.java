package io.millrace.batch;

import java.util.ArrayList;
import java.util.List;

/** Requests that were read ahead, a bounded number and size of them. */
final class Window {

  private static final int LEAST = 256;
  private static final int MOST = 4096;

  /** Read ahead for each sequence that runs. */
  private static final int A_SEQUENCE = 16;

  /** Bytes of lines; what is read of a line takes a few times as much. */
  private static final long BYTES = 8 << 20;

  private final int capacity;
  private final List<Task> tasks = new ArrayList<>();
  private long bytes;

  private Window(int capacity) {
    this.capacity = capacity;
  }

  /** A window for a model that runs so many sequences together. */
  static Window of(int maxSequences) {
    return new Window(Math.min(MOST, Math.max(LEAST, A_SEQUENCE * maxSequences)));
  }

  void add(Task task) {
    tasks.add(task);
    bytes += task.bytes();
  }

  boolean isFull() {
    return tasks.size() >= capacity || bytes >= BYTES;
  }

  /** Takes all out, in the order in which they are best asked. */
  List<Task> drain() {
    if (tasks.isEmpty()) {
      return List.of();
    }
    List<Task> ordered = new ArrayList<>(tasks.size());
    for (int i : WindowOrder.of(tasks.stream().map(task -> task.work().item()).toList())) {
      ordered.add(tasks.get(i));
    }
    tasks.clear();
    bytes = 0;
    return ordered;
  }
}
