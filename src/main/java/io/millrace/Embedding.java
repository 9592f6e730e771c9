package io.millrace;

/**
 * What a text means to a model, as a vector.
 *
 * @param vector its elements; the caller's
 * @param tokens the tokens that were read, those put around the text included
 */
public record Embedding(float[] vector, int tokens) {

  /**
   * How alike two texts are: the cosine of the angle between their vectors, -1 to 1; 0 if one of
   * them has no direction.
   *
   * <p>In double precision and one order of sums, so that it is the same everywhere.
   *
   * @throws IllegalArgumentException if the vectors differ in their lengths
   */
  public float cosine(Embedding other) {
    if (other.vector.length != vector.length) {
      throw new IllegalArgumentException(
          "cosine: the vectors have %d and %d elements, expected as many"
              .formatted(vector.length, other.vector.length));
    }
    double product = 0;
    double squares = 0;
    double squaresOfOther = 0;
    for (int i = 0; i < vector.length; i++) {
      product += (double) vector[i] * other.vector[i];
      squares += (double) vector[i] * vector[i];
      squaresOfOther += (double) other.vector[i] * other.vector[i];
    }
    double lengths = StrictMath.sqrt(squares) * StrictMath.sqrt(squaresOfOther);
    return lengths == 0 ? 0 : (float) (product / lengths);
  }
}
