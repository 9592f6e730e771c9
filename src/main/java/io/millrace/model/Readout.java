package io.millrace.model;

import java.util.List;
import java.util.Optional;

/**
 * What is made of the hidden states of a text: one vector, or one for each token.
 *
 * @param pooling makes one of them, or empty: each stays
 * @param order of the channels of hidden states; vectors have that of the files
 * @param layers what the vectors go through
 */
public record Readout(Optional<Pooling> pooling, ChannelOrder order, List<ReadoutLayer> layers) {

  /** Copies the list. */
  public Readout {
    layers = List.copyOf(layers);
  }

  /** One vector for each text. */
  public static Readout ofTexts(Pooling pooling, List<ReadoutLayer> layers) {
    return new Readout(Optional.of(pooling), ChannelOrder.ofFiles(), layers);
  }

  /** One vector for each token. */
  public static Readout ofTokens(List<ReadoutLayer> layers) {
    return new Readout(Optional.empty(), ChannelOrder.ofFiles(), layers);
  }

  /** The same for hidden states whose channels have an order of their own. */
  public Readout of(ChannelOrder channels) {
    return new Readout(pooling, channels, layers);
  }

  /** Elements of a vector made of hidden states of {@code d}. */
  public int width(int d) {
    int width = pooling.map(each -> each.width(d)).orElse(d);
    for (ReadoutLayer layer : layers) {
      width = layer.width(width);
    }
    return width;
  }

  /** Vectors made of a text of this many tokens. */
  public int vectors(int tokens) {
    return pooling.isPresent() ? 1 : tokens;
  }

  /**
   * The hidden states that are needed of a text.
   *
   * @param tokens of the text
   * @param without how many of the first ones do not count; fewer than all
   */
  public RowRange rows(int tokens, int without) {
    return pooling.map(p -> p.rows(tokens, without)).orElse(new RowRange(0, tokens));
  }

  /**
   * Reads out hidden states.
   *
   * @param hidden those that {@link #rows} asks for, text by text
   * @param texts what they are of each text
   * @return {@code [vectors of all texts, width]}
   */
  public Value forward(Ops ops, Value hidden, List<RowRange> texts) {
    Value x = pooling.map(p -> pooled(ops, p, hidden, texts)).orElseGet(() -> each(ops, hidden));
    for (ReadoutLayer layer : layers) {
      x = layer.forward(ops, x);
    }
    return x;
  }

  private Value each(Ops ops, Value hidden) {
    if (order.places().length == 0) {
      return hidden;
    }
    float[] rows = hidden.tensor().toFloats();
    order.restore(rows);
    return ops.floats(rows, hidden.rows(), hidden.tensor().dim(1));
  }

  private Value pooled(Ops ops, Pooling pooling, Value hidden, List<RowRange> texts) {
    int d = hidden.tensor().dim(1);
    int width = pooling.width(d);
    float[] pooled = new float[Math.multiplyExact(texts.size(), width)];
    int row = 0;
    for (int i = 0; i < texts.size(); i++) {
      float[][] rows = new float[texts.get(i).count()][d];
      for (float[] each : rows) {
        hidden.tensor().floats().get(row++ * d, each);
      }
      pooling.pool(rows, texts.get(i).first(), pooled, i * width);
    }
    order.restore(pooled);
    return ops.floats(pooled, texts.size(), width);
  }
}
