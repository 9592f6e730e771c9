package io.millrace.batch;

/**
 * A part of the requests of a file, so that several machines can share it: of {@code count}
 * consecutive requests the {@code index}-th.
 *
 * @param index 1 to {@code count}
 * @param count at least 1
 */
public record Shard(int index, int count) {

  /** All requests. */
  public static final Shard WHOLE = new Shard(1, 1);

  public Shard {
    if (count < 1 || index < 1 || index > count) {
      throw new IllegalArgumentException(
          "shard: is " + index + "/" + count + ", expected 1/1, 1/2, 2/2, 1/3, …");
    }
  }

  /**
   * @param ordinal the place of a request in its file, from 0, blank lines not counted
   */
  boolean holds(long ordinal) {
    return ordinal % count == index - 1;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
