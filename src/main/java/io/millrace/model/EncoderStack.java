package io.millrace.model;

import java.util.List;

/**
 * The layers of an encoder, from embeddings to hidden states. Every row of a sequence sees all
 * others, so a sequence runs whole in one step.
 *
 * @param blocks one a layer, at least one
 * @param norm of the hidden states behind the last block, or none
 */
public record EncoderStack(List<EncoderBlock> blocks, Norm norm) {

  /** Copies the list. */
  public EncoderStack {
    blocks = List.copyOf(blocks);
  }

  /** What a cache that all layers use in turn must know: they are alike. */
  public LayerShape layer() {
    return blocks.get(0).attention().shape();
  }

  /**
   * Runs the rows of a step; each layer writes its keys and values over those of the layer before.
   *
   * @param embeddings {@code [n, d]}
   * @return hidden states, {@code [outputs, d]} in the order of {@link Step#outputs}
   */
  public Value forward(Ops ops, Value embeddings, Step step) {
    Value stream = embeddings;
    int last = blocks.size() - 1;
    for (EncoderBlock block : blocks.subList(0, last)) {
      stream = ops.endLayer(block.forward(ops, stream, step));
    }
    return norm.forward(ops, blocks.get(last).forwardOutputs(ops, stream, step));
  }
}
