package io.millrace.model;

import io.millrace.kernel.BatchLayout;
import io.millrace.tensor.DataType;
import java.util.Arrays;

/** An encoder-only transformer: embeddings and layers. */
public final class Encoder implements EncoderNetwork {

  /** Different tokens of a text whose rows are rounded twice; numerics.md 7. */
  private static final int FEW = 10;

  private final EncoderEmbedding embedding;
  private final EncoderStack stack;
  private final EncoderShape shape;
  private final Weights weights;

  /**
   * Puts the parts together.
   *
   * @param weights closed with the network
   */
  public Encoder(EncoderEmbedding embedding, EncoderStack stack, Weights weights) {
    this.embedding = embedding;
    this.stack = stack;
    this.weights = weights;
    shape =
        new EncoderShape(
            embedding.tokens().m(),
            embedding.tokens().k(),
            embedding.mostTokens(),
            embedding.tokenTypes(),
            stack.blocks().size(),
            stack.layer());
  }

  @Override
  public EncoderShape shape() {
    return shape;
  }

  @Override
  public Value forward(Ops ops, Step step, int[] types) {
    check(step, types);
    ops.begin();
    ops.refine(uniformTexts(step));
    Value hidden = stack.forward(ops, embedding.forward(ops, step, types), step);
    ops.refine(new int[0]);
    return hidden;
  }

  /** Rows of texts that have too few different tokens for their errors to cancel out. */
  private static int[] uniformTexts(Step step) {
    BatchLayout layout = step.layout();
    int[] ids = new int[step.rows()];
    step.ids().ints().get(0, ids);
    int[] uniform = new int[ids.length];
    int count = 0;
    for (int text = 0; text < layout.count(); text++) {
      int first = layout.firstRow(text);
      int end = first + layout.rows(text);
      if (isUniform(ids, first, end)) {
        for (int row = first; row < end; row++) {
          uniform[count++] = row;
        }
      }
    }
    return Arrays.copyOf(uniform, count);
  }

  private static boolean isUniform(int[] ids, int first, int end) {
    int[] different = new int[FEW];
    int count = 0;
    for (int i = first; i < end; i++) {
      int known = 0;
      while (known < count && different[known] != ids[i]) {
        known++;
      }
      if (known == FEW) {
        return false;
      }
      if (known == count) {
        different[count++] = ids[i];
      }
    }
    return true;
  }

  @Override
  public DataType defaultCacheType() {
    boolean quantized =
        stack.blocks().stream()
            .anyMatch(block -> block.attention().linear().query().weight().type().isQuantized());
    return quantized ? DataType.F16 : DataType.F32;
  }

  @Override
  public void close() {
    weights.close();
  }

  private void check(Step step, int[] types) {
    for (int i = 0; i < step.rows(); i++) {
      check("id", step.ids().getInt(i), shape.vocabulary());
      check("token type", types[i], shape.tokenTypes());
    }
    BatchLayout layout = step.layout();
    for (int i = 0; i < layout.count(); i++) {
      if (layout.rows(i) > shape.mostTokens() || layout.firstPosition(i) != 0) {
        throw new IllegalArgumentException(
            "step: text has %d rows from position %d on, expected whole texts of at most %d"
                .formatted(layout.rows(i), layout.firstPosition(i), shape.mostTokens()));
      }
    }
  }

  private static void check(String what, int number, int count) {
    if (number < 0 || number >= count) {
      throw new IllegalArgumentException(
          "step: %s is %d, expected 0 to %d".formatted(what, number, count - 1));
    }
  }
}
