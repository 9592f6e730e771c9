package io.millrace.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Sequences in the order in which their requests arrived. */
final class SequenceQueue {

  private static final Comparator<Sequence> BY_ARRIVAL =
      Comparator.comparingLong(Sequence::arrival).thenComparingInt(Sequence::choice);

  private final List<Sequence> sequences = new ArrayList<>();

  void add(Sequence sequence) {
    int place = Collections.binarySearch(sequences, sequence, BY_ARRIVAL);
    sequences.add(place < 0 ? -place - 1 : place, sequence);
  }

  /** Whether it was there. */
  boolean remove(Sequence sequence) {
    int place = Collections.binarySearch(sequences, sequence, BY_ARRIVAL);
    boolean found = place >= 0 && sequences.get(place) == sequence;
    if (found) {
      sequences.remove(place);
    }
    return found;
  }

  Sequence get(int index) {
    return sequences.get(index);
  }

  int size() {
    return sequences.size();
  }

  boolean isEmpty() {
    return sequences.isEmpty();
  }

  Stream<Sequence> stream() {
    return sequences.stream();
  }

  /** A copy, so that sequences may leave while it is walked. */
  List<Sequence> list() {
    return List.copyOf(sequences);
  }
}
