package io.millrace.model;

import java.util.List;

/**
 * Reads sources: runs them through an encoder and keeps the keys and values that the layers of a
 * decoder will look for.
 */
public final class SourceEncoder {

  private final Embedding embedding;
  private final Norm embeddingNorm;
  private final EncoderStack stack;
  private final List<CrossAttention> readers;
  private final SourceShape shape;

  /**
   * Puts the parts together.
   *
   * @param embeddingNorm of the embeddings, or none
   * @param readers the parts of the decoder that read the source, by layer
   * @param contextLength positions it was made for
   */
  SourceEncoder(
      Embedding embedding,
      Norm embeddingNorm,
      EncoderStack stack,
      List<CrossAttention> readers,
      int contextLength) {
    this.embedding = embedding;
    this.embeddingNorm = embeddingNorm;
    this.stack = stack;
    this.readers = List.copyOf(readers);
    List<LayerShape> layers = readers.stream().map(CrossAttention::shape).toList();
    shape = new SourceShape(embedding.table().m(), contextLength, stack.layer(), layers);
  }

  /** Its extents. */
  public SourceShape shape() {
    return shape;
  }

  /**
   * Encodes whole sources.
   *
   * @param step the sources' tokens; its cache has one layer, for the encoder's own keys and
   *     values; all rows are outputs
   * @param stored where the decoder's layers will look for keys and values of the sources
   * @throws IllegalArgumentException if an id is outside the vocabulary, or a position outside the
   *     context
   */
  public void encode(Ops ops, Step step, List<LayerCache> stored) {
    step.check("source", shape.vocabulary(), shape.contextLength());
    ops.begin();
    Value embedded = embeddingNorm.forward(ops, embedding.forward(ops, step));
    Value hidden = stack.forward(ops, embedded, step);
    for (CrossAttention reader : readers) {
      reader.store(ops, hidden, stored.get(reader.layer()));
    }
  }
}
