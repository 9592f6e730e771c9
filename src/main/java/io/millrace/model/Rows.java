package io.millrace.model;

/**
 * Which rows of a stored matrix make a weight, and in which order.
 *
 * @param total rows the stored matrix must have
 * @param from the first row taken
 * @param count how many
 * @param head rows of an attention head whose pairs lie side by side, or 0 to keep the order
 * @param pairs how many pairs of rows at the start of each such head lie side by side
 */
public record Rows(int total, int from, int count, int head, int pairs) {

  /**
   * @throws IllegalArgumentException if rows lie outside the matrix, or heads do not divide them
   */
  public Rows {
    if (from < 0 || count < 1 || from > total - count) {
      throw new IllegalArgumentException(
          "rows: " + from + " + " + count + " of " + total + ", expected them within it");
    }
    if (head < 0
        || pairs < 0
        || pairs > head / 2
        || (head > 0 && (from % head != 0 || count % head != 0))) {
      throw new IllegalArgumentException(
          "rows: %d pairs in heads of %d, expected heads to divide %d rows from %d on"
              .formatted(pairs, head, count, from));
    }
  }

  /** All rows of a matrix of {@code total}. */
  public static Rows all(int total) {
    return new Rows(total, 0, total, 0, 0);
  }

  /** A range of these rows. */
  public Rows range(int start, int length) {
    return new Rows(total, from + start, length, head, pairs);
  }

  /**
   * These rows with each head's rotary pairs moved apart: where rows 2i and 2i + 1 are a pair in
   * the file, it becomes rows i and i + r.
   *
   * @param e rows of a head
   * @param r pairs of a head that are rotated
   */
  public Rows separated(int e, int r) {
    return r == 0 ? this : new Rows(total, from, count, e, r);
  }

  /** Where row {@code i} of the weight lies in the stored matrix. */
  public int stored(int i) {
    if (head == 0 || i % head >= 2 * pairs) {
      return from + i;
    }
    int within = i % head;
    int moved = within < pairs ? 2 * within : 2 * (within - pairs) + 1;
    return from + i - within + moved;
  }
}
