package io.millrace.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which a window of requests is best asked.
 *
 * <p>Requests whose prompts share a long beginning stand together, so that it is computed once even
 * in a small cache; within such a group, those that share still more. Among groups and within them
 * the long ones and the short ones take turns, so that prompts are read while answers are written
 * and the cache is not asked for the longest all at once; the shortest quarter comes last, so that
 * no long one runs alone at the end. Where all are about as long the order stays.
 */
final class WindowOrder {

  /** Characters that are worth standing together for: about a block of the cache. */
  static final int SHARED = 256;

  /** Below this ratio of the longest to the shortest there is nothing to mix. */
  private static final int ALIKE = 2;

  /** The shortest of so many come last. */
  private static final int TAIL = 4;

  /**
   * A request.
   *
   * @param prefix the beginning of its prompt
   * @param work how long it is expected to take, in any unit
   */
  record Item(String prefix, long work) {}

  /** Requests that stand together. */
  private record Group(int[] members, long work, int first) {}

  private final List<Item> items;
  private final int[] sorted;

  /** Characters that a request shares with the one before it, in the sorted order. */
  private final int[] shared;

  private WindowOrder(List<Item> items) {
    this.items = items;
    this.sorted =
        IntStream.range(0, items.size())
            .boxed()
            .sorted(Comparator.comparing(i -> items.get(i).prefix()))
            .mapToInt(Integer::intValue)
            .toArray();
    this.shared = new int[sorted.length];
    for (int i = 1; i < sorted.length; i++) {
      String before = items.get(sorted[i - 1]).prefix();
      int difference = Arrays.mismatch(before.toCharArray(), prefix(i).toCharArray());
      shared[i] = difference < 0 ? before.length() : difference;
    }
  }

  private String prefix(int place) {
    return items.get(sorted[place]).prefix();
  }

  /** The positions of the items in the order in which they should be asked. */
  static int[] of(List<Item> items) {
    return new WindowOrder(items).arrange(0, items.size(), 0);
  }

  /** Arranges a range of the sorted order whose prompts share {@code depth} characters. */
  private int[] arrange(int from, int to, int depth) {
    List<Group> groups = new ArrayList<>();
    int start = from;
    while (start < to) {
      int end = start + 1;
      int common = Integer.MAX_VALUE;
      while (end < to && shared[end] >= depth + SHARED) {
        common = Math.min(common, shared[end]);
        end++;
      }
      int[] members = end - start == 1 ? new int[] {sorted[start]} : arrange(start, end, common);
      groups.add(group(members));
      start = end;
    }
    return flatten(mix(groups));
  }

  private Group group(int[] members) {
    long work = Arrays.stream(members).mapToLong(i -> items.get(i).work()).sum();
    return new Group(members, work, Arrays.stream(members).min().getAsInt());
  }

  private static List<Group> mix(List<Group> groups) {
    List<Group> byPlace = new ArrayList<>(groups);
    byPlace.sort(Comparator.comparingInt(Group::first));
    List<Group> byWork = new ArrayList<>(byPlace);
    byWork.sort(Comparator.comparingLong(Group::work).reversed());
    long longest = byWork.get(0).work();
    long shortest = byWork.get(byWork.size() - 1).work();
    if (longest <= ALIKE * shortest) {
      return byPlace;
    }
    List<Group> mixed = new ArrayList<>();
    int low = 0;
    int high = byWork.size() - byWork.size() / TAIL - 1;
    while (low <= high) {
      mixed.add(byWork.get(low++));
      if (low <= high) {
        mixed.add(byWork.get(high--));
      }
    }
    mixed.addAll(byWork.subList(byWork.size() - byWork.size() / TAIL, byWork.size()));
    return mixed;
  }

  private static int[] flatten(List<Group> groups) {
    return groups.stream().flatMapToInt(group -> Arrays.stream(group.members())).toArray();
  }
}
