package io.millrace.tokenizer;

import java.util.Arrays;

/**
 * The four normalization forms of Unicode (Standard Annex 15), with a version of the character
 * tables that does not change with the JDK.
 */
enum UnicodeForm implements TextNormalizer {
  NFC(0x300),
  NFD(0xC0),
  NFKC(0xA0),
  NFKD(0xA0);

  private final int unchanged; // texts of characters below stay as they are

  UnicodeForm(int unchanged) {
    this.unchanged = unchanged;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    if (text.allBelow(unchanged)) {
      return text;
    }
    Pending pending = new Pending(text, this == NFKC || this == NFKD);
    pending.decompose();
    if (this == NFC || this == NFKC) {
      pending.compose();
    }
    TextChanges changes = new TextChanges(text);
    for (int i = 0; i < pending.size; i++) {
      changes.add(pending.codePoints[i], pending.changes[i]);
    }
    return changes.finish();
  }

  /** The characters under way, and the change of the source that each one is. */
  private static final class Pending {

    private final Decompositions table = Decompositions.table();
    private final AlignedText text;
    private final boolean compatible;
    private int[] codePoints;
    private int[] changes;
    private int[] classes;
    private int size;

    Pending(AlignedText text, boolean compatible) {
      this.text = text;
      this.compatible = compatible;
      int capacity = text.length() + 16;
      codePoints = new int[capacity];
      changes = new int[capacity];
      classes = new int[capacity];
    }

    void decompose() {
      for (int i = 0; i < text.length(); i++) {
        int codePoint = text.at(i);
        int[] parts = compatible ? table.compatible(codePoint) : table.canonical(codePoint);
        if (parts.length == 0) {
          push(codePoint, 0);
        }
        for (int j = 0; j < parts.length; j++) {
          push(parts[j], j == 0 ? 0 : 1);
        }
      }
      sortMarks();
    }

    private void push(int codePoint, int change) {
      if (size == codePoints.length) {
        int capacity = Math.addExact(size, size);
        codePoints = Arrays.copyOf(codePoints, capacity);
        changes = Arrays.copyOf(changes, capacity);
        classes = Arrays.copyOf(classes, capacity);
      }
      codePoints[size] = codePoint;
      changes[size] = change;
      classes[size++] = table.combiningClass(codePoint);
    }

    /** Puts each run of marks in the order of their classes; equal ones keep theirs. */
    private void sortMarks() {
      int from = 0;
      while (from < size) {
        int to = from;
        boolean sorted = true;
        while (to < size && classes[to] != 0) {
          sorted &= to == from || classes[to - 1] <= classes[to];
          to++;
        }
        if (!sorted) {
          sort(from, to);
        }
        from = to + 1;
      }
    }

    private void sort(int from, int to) {
      long[] keys = new long[to - from];
      int[] oldCodePoints = Arrays.copyOfRange(codePoints, from, to);
      int[] oldChanges = Arrays.copyOfRange(changes, from, to);
      for (int i = 0; i < keys.length; i++) {
        keys[i] = (long) classes[from + i] << 32 | i;
      }
      Arrays.sort(keys); // the order of equal classes is that of their places
      for (int i = 0; i < keys.length; i++) {
        classes[from + i] = (int) (keys[i] >> 32);
        codePoints[from + i] = oldCodePoints[(int) keys[i]];
        changes[from + i] = oldChanges[(int) keys[i]];
      }
    }

    /** Joins starters with the marks, or the starter, that follow them unblocked. */
    void compose() {
      int starter = -1;
      int out = 0;
      int lastClass = -1; // of the mark left between the starter and here; -1 for none
      for (int i = 0; i < size; i++) {
        boolean reachable = starter >= 0 && lastClass < classes[i];
        int joined = reachable ? table.compose(codePoints[starter], codePoints[i]) : -1;
        if (joined >= 0) {
          codePoints[starter] = joined;
          changes[starter] += changes[i] - 1;
          continue;
        }
        if (classes[i] == 0) {
          starter = out;
          lastClass = -1;
        } else {
          lastClass = classes[i];
        }
        codePoints[out] = codePoints[i];
        changes[out] = changes[i];
        classes[out++] = classes[i];
      }
      size = out;
    }
  }
}
