package io.millrace.tokenizer;

/**
 * How a text that is too long is cut.
 *
 * @param maxTokens most tokens of the result, those put around the text included; {@link
 *     Integer#MAX_VALUE} for no limit
 * @param side which tokens go
 * @param strategy which of two texts gives way
 */
public record Truncation(int maxTokens, Side side, Strategy strategy) {

  /** Which end of a text is cut. */
  public enum Side {
    /** The end: the first tokens stay. */
    RIGHT,
    /** The beginning: the last tokens stay. */
    LEFT
  }

  /** Which of two texts is cut. */
  public enum Strategy {
    /** The longer one until both are equal, then both. */
    LONGEST_FIRST,
    ONLY_FIRST,
    ONLY_SECOND
  }

  /** Checks that the limit is not negative. */
  public Truncation {
    if (maxTokens < 0) {
      throw new IllegalArgumentException(
          "truncation: maxTokens is " + maxTokens + ", expected 0 or more");
    }
  }

  /** No limit. */
  public static Truncation none() {
    return to(Integer.MAX_VALUE);
  }

  /** The first {@code maxTokens} tokens; of two texts the longer one gives way. */
  public static Truncation to(int maxTokens) {
    return new Truncation(maxTokens, Side.RIGHT, Strategy.LONGEST_FIRST);
  }

  /**
   * How many tokens of each text stay.
   *
   * @param first tokens of the first text
   * @param second tokens of the second text, 0 if there is none
   * @param around tokens put around them
   * @return the numbers for the first and the second text
   */
  int[] lengths(int first, int second, int around) {
    int room = maxTokens - around;
    if ((long) first + second <= room) {
      return new int[] {first, second};
    }
    if (room < 0) {
      throw new IllegalArgumentException(
          "encode: at most %d tokens, expected at least the %d put around a text"
              .formatted(maxTokens, around));
    }
    if (room == 0) {
      return new int[] {0, 0};
    }
    return switch (strategy) {
      case LONGEST_FIRST -> longestFirst(first, second, room);
      case ONLY_FIRST -> new int[] {left("first", room, second), second};
      case ONLY_SECOND -> new int[] {first, left("second", room, first)};
    };
  }

  private static int[] longestFirst(int first, int second, int room) {
    int shorter = Math.min(first, second);
    int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
    if ((long) shorter + longer > room) {
      shorter = room / 2;
      longer = room - shorter;
    }
    return first > second ? new int[] {longer, shorter} : new int[] {shorter, longer};
  }

  private int left(String which, int room, int other) {
    if (other >= room) {
      throw new IllegalArgumentException(
          "encode: at most %d tokens leave none for the %s text; raise the limit or cut both"
              .formatted(maxTokens, which));
    }
    return room - other;
  }
}
