package io.millrace.batch;

/**
 * Numbers by their places, taken out from place 0 on: what comes early waits, at eight bytes each.
 */
final class Places {

  private long[] ring = new long[1 << 10];
  private long next;

  /**
   * Puts a number.
   *
   * @param place not taken out yet
   * @param number not 0
   */
  void put(long place, long number) {
    while (place - next >= ring.length) {
      grow();
    }
    ring[slot(place)] = number;
  }

  /** Takes the number of the next place, or 0 if it is not there. */
  long take() {
    long number = ring[slot(next)];
    if (number != 0) {
      ring[slot(next)] = 0;
      next++;
    }
    return number;
  }

  private int slot(long place) {
    return (int) (place & (ring.length - 1));
  }

  private void grow() {
    long[] old = ring;
    ring = new long[Math.multiplyExact(2, old.length)];
    for (long place = next; place < next + old.length; place++) {
      ring[slot(place)] = old[(int) (place & (old.length - 1))];
    }
  }
}
