package io.millrace.kernel;

import io.millrace.tensor.DataType;
import io.millrace.tensor.Scratch;
import io.millrace.tensor.Tensor;

/**
 * Draws from rows of logits, each with its filters and its random number; numerics.md 6.
 *
 * @param rows I32 {@code [n]}: the row that is drawn from
 * @param factors F32 {@code [n]}: of the logits, the inverse temperature; above 0
 * @param topK I32 {@code [n]}: keeps so many of the best, 0 for all
 * @param topP F32 {@code [n]}: keeps the best that hold this share of the weight; above 0 to 1
 * @param minP F32 {@code [n]}: keeps those of this share of the best one's weight; 0 to 1
 * @param uniforms I32 {@code [n, 2]}: the bits of a double in [0, 1), the lower half first
 */
public record Draws(
    Tensor rows, Tensor factors, Tensor topK, Tensor topP, Tensor minP, Tensor uniforms) {

  /** What a draw is made among; components as those of {@link Draws}. */
  public record Filter(float factor, int topK, float topP, float minP) {

    /** Whether the weight of everything decides, not the weight of those that survive. */
    public boolean sharesAll() {
      return topP < 1 && topK == 0 && minP == 0;
    }
  }

  /** Returns draws that are still to be set, in scratch memory. */
  public static Draws allocate(Scratch scratch, int count) {
    return new Draws(
        scratch.tensor(DataType.I32, count),
        scratch.tensor(DataType.F32, count),
        scratch.tensor(DataType.I32, count),
        scratch.tensor(DataType.F32, count),
        scratch.tensor(DataType.F32, count),
        scratch.tensor(DataType.I32, count, 2));
  }

  /** Sets a draw. */
  public void set(int draw, int row, Filter filter, double uniform) {
    rows.setInt(draw, row);
    factors.setFloat(draw, filter.factor());
    topK.setInt(draw, filter.topK());
    topP.setFloat(draw, filter.topP());
    minP.setFloat(draw, filter.minP());
    long bits = Double.doubleToRawLongBits(uniform);
    uniforms.setInt(2 * draw, (int) bits);
    uniforms.setInt(2 * draw + 1, (int) (bits >>> 32));
  }

  /** How many there are. */
  public int count() {
    return rows.dim(0);
  }

  /** The row that is drawn from. */
  public int row(int draw) {
    return rows.getInt(draw);
  }

  /** What is drawn among. */
  public Filter filter(int draw) {
    return new Filter(
        factors.getFloat(draw), topK.getInt(draw), topP.getFloat(draw), minP.getFloat(draw));
  }

  /** The random number. */
  public double uniform(int draw) {
    long low = uniforms.getInt(2 * draw) & 0xFFFFFFFFL;
    return Double.longBitsToDouble((long) uniforms.getInt(2 * draw + 1) << 32 | low);
  }
}
