package io.millrace.bench;

import java.util.Random;

/**
 * Lengths with a long tail: the logarithm is normally distributed, the length rounded and clipped.
 *
 * @param median half of the lengths are shorter; above 0, in tokens
 * @param spread standard deviation of the logarithm; 0 for one length only
 * @param least no length is shorter; 1 or more, in tokens
 * @param most no length is longer, in tokens
 */
public record LengthLaw(double median, double spread, int least, int most) {

  /** Prompts of chats: 16 to 1,500 tokens, median 128, mean 224, one in a hundred at the end. */
  public static final LengthLaw PROMPTS = new LengthLaw(128, 1.1, 16, 1500);

  /** Answers in chats: 8 to 400 tokens, median 64, mean 92, two in a hundred at the end. */
  public static final LengthLaw ANSWERS = new LengthLaw(64, 0.9, 8, 400);

  /**
   * @throws IllegalArgumentException if a component is out of its range
   */
  public LengthLaw {
    if (!(median > 0 && spread >= 0 && least >= 1 && most >= least)) {
      throw new IllegalArgumentException(
          "lengths: median %s, spread %s, %d to %d; expected median > 0, spread >= 0, 1 <= least <= most"
              .formatted(median, spread, least, most));
    }
  }

  /** The next length. */
  public int draw(Random random) {
    double length = median * Math.exp(spread * random.nextGaussian());
    return (int) Math.max(least, Math.min(most, Math.round(length)));
  }
}
