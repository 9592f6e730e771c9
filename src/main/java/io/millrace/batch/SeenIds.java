package io.millrace.batch;

/**
 * The custom ids of a job so far, as 128-bit hashes in one open-addressed table: at most 64 bytes
 * an id, so that a job of a million lines takes 64 MB at most.
 */
final class SeenIds {

  private long[] table = new long[1 << 11];
  private int size;

  /** Adds an id and tells whether it is new. */
  boolean add(String id) {
    long[] hash = StableHash.of(id).words();
    if (4 * (size + 1) > table.length) {
      grow();
    }
    boolean isNew = insert(table, hash[0], hash[1]);
    size += isNew ? 1 : 0;
    return isNew;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(2, table.length)];
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0) {
        insert(larger, table[i], table[i + 1]);
      }
    }
    table = larger;
  }

  /** Linear probing; a first word of 0 marks a free place. */
  private static boolean insert(long[] table, long first, long second) {
    long key = first == 0 ? 1 : first;
    int mask = table.length - 1;
    int at = (int) (key << 1) & mask;
    while (table[at] != 0) {
      if (table[at] == key && table[at + 1] == second) {
        return false;
      }
      at = (at + 2) & mask;
    }
    table[at] = key;
    table[at + 1] = second;
    return true;
  }
}
