package io.millrace.tensor;

import java.util.Arrays;

/** The extents of a dense row-major tensor, the outermost first; immutable. */
public final class Shape {

  private final long[] extents;

  private Shape(long[] extents) {
    this.extents = extents;
  }

  /**
   * Returns the shape with these extents, outermost first.
   *
   * @throws IllegalArgumentException if one is negative
   * @throws ArithmeticException if their product is 2^63 or more
   */
  public static Shape of(long... extents) {
    long product = 1;
    for (long extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException("extent is " + extent + ", expected >= 0");
      }
      product = Math.multiplyExact(product, extent);
    }
    return new Shape(extents.clone());
  }

  /** The number of axes. */
  public int rank() {
    return extents.length;
  }

  /** The extent of an axis, 0 being the outermost. */
  public long extent(int axis) {
    return extents[axis];
  }

  /** The product of all extents; 1 without axes. */
  public long elements() {
    long product = 1;
    for (long extent : extents) {
      product *= extent;
    }
    return product;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
