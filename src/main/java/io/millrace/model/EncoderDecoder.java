package io.millrace.model;

import io.millrace.kernel.Bias;
import io.millrace.kernel.PackedWeight;
import io.millrace.tensor.DataType;
import java.util.List;
import java.util.Optional;

/** A transformer that reads a source, then continues a sequence with it in view. */
public final class EncoderDecoder implements Network {

  private final SourceEncoder source;
  private final Target target;
  private final NetworkShape shape;
  private final Weights weights;

  /**
   * What reads the source.
   *
   * @param embedding of its tokens
   * @param embeddingNorm of the embeddings, or none
   * @param stack the encoder's layers
   * @param contextLength positions it was made for
   */
  public record Source(
      Embedding embedding, Norm embeddingNorm, EncoderStack stack, int contextLength) {}

  /**
   * What continues a sequence.
   *
   * @param embedding of its tokens
   * @param embeddingNorm of the embeddings, or none
   * @param blocks one a layer, at least one
   * @param unembedding makes logits
   * @param bias of the logits, or none
   * @param contextLength positions it was made for
   */
  public record Target(
      Embedding embedding,
      Norm embeddingNorm,
      List<CrossBlock> blocks,
      Unembedding unembedding,
      Bias bias,
      int contextLength) {

    /** Copies the list. */
    public Target {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Puts the parts together.
   *
   * @param weights closed with the network
   */
  public EncoderDecoder(Source source, Target target, Weights weights) {
    this.target = target;
    this.weights = weights;
    List<CrossBlock> blocks = target.blocks();
    this.source =
        new SourceEncoder(
            source.embedding(),
            source.embeddingNorm(),
            source.stack(),
            blocks.stream().map(CrossBlock::cross).toList(),
            source.contextLength());
    PackedWeight table = target.embedding().table();
    shape =
        new NetworkShape(
            target.unembedding().weight().m(),
            table.k(),
            target.contextLength(),
            blocks.stream().map(block -> block.attention().shape()).toList(),
            Optional.of(this.source.shape()));
  }

  @Override
  public NetworkShape shape() {
    return shape;
  }

  @Override
  public Optional<SourceEncoder> source() {
    return Optional.of(source);
  }

  @Override
  public Value forward(Ops ops, Step step) {
    step.check("step", shape.vocabulary(), shape.contextLength());
    ops.begin();
    Value embedded = target.embedding().forward(ops, step);
    Value stream = target.embeddingNorm().forward(ops, embedded);
    for (CrossBlock block : target.blocks()) {
      stream = ops.endLayer(block.forward(ops, stream, step));
    }
    Value wanted = ops.rows(stream, step.outputs());
    return step.outputs().length == 0 ? wanted : target.unembedding().norm().forward(ops, wanted);
  }

  @Override
  public PackedWeight unembedding() {
    return target.unembedding().weight();
  }

  @Override
  public Bias unembeddingBias() {
    return target.bias();
  }

  @Override
  public float logitSoftCap() {
    return target.unembedding().softCap();
  }

  @Override
  public DataType defaultCacheType() {
    boolean quantized =
        target.blocks().stream()
            .map(block -> block.attention().linear().query().weight().type())
            .anyMatch(DataType::isQuantized);
    return quantized ? DataType.F16 : DataType.F32;
  }

  @Override
  public void close() {
    weights.close();
  }
}
