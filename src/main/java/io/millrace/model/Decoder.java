package io.millrace.model;

import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.DataType;
import java.util.List;

/** A decoder-only transformer: embedding, blocks, final norm. */
public final class Decoder implements Network {

  private final Embedding embedding;
  private final List<DecoderBlock> blocks;
  private final Unembedding unembedding;
  private final NetworkShape shape;
  private final Weights weights;

  /**
   * Puts the parts together.
   *
   * @param blocks one a layer, at least one
   * @param contextLength positions it was made for
   * @param weights closed with the network
   */
  public Decoder(
      Embedding embedding,
      List<DecoderBlock> blocks,
      Unembedding unembedding,
      int contextLength,
      Weights weights) {
    this.embedding = embedding;
    this.blocks = List.copyOf(blocks);
    this.unembedding = unembedding;
    this.weights = weights;
    List<LayerShape> layers = blocks.stream().map(block -> block.attention().shape()).toList();
    PackedWeight table = embedding.table();
    shape = new NetworkShape(table.m(), table.k(), contextLength, layers);
  }

  @Override
  public NetworkShape shape() {
    return shape;
  }

  @Override
  public Value forward(Ops ops, Step step) {
    step.check("step", shape.vocabulary(), shape.contextLength());
    ops.begin();
    Value stream = embedding.forward(ops, step);
    int last = blocks.size() - 1;
    for (DecoderBlock block : blocks.subList(0, last)) {
      stream = ops.endLayer(block.forward(ops, stream, step));
    }
    stream = blocks.get(last).forwardOutputs(ops, stream, step);
    return step.outputs().length == 0 ? stream : unembedding.norm().forward(ops, stream);
  }

  @Override
  public PackedWeight unembedding() {
    return unembedding.weight();
  }

  @Override
  public float logitSoftCap() {
    return unembedding.softCap();
  }

  @Override
  public DataType defaultCacheType() {
    boolean quantized =
        blocks.stream()
            .anyMatch(block -> block.attention().linear().query().weight().type().isQuantized());
    return quantized ? DataType.F16 : DataType.F32;
  }

  @Override
  public void close() {
    weights.close();
  }
}
