package io.millrace.model;

import java.util.List;
import java.util.Optional;

/**
 * The extents of a network.
 *
 * @param vocabulary ids it knows, v
 * @param width elements of a hidden state, d
 * @param contextLength positions it was made for
 * @param layers what the cache must know of each layer
 * @param source the extents of what reads a source, if the network needs one
 */
public record NetworkShape(
    int vocabulary,
    int width,
    int contextLength,
    List<LayerShape> layers,
    Optional<SourceShape> source) {

  /** The extents of a network without a source. */
  public NetworkShape(int vocabulary, int width, int contextLength, List<LayerShape> layers) {
    this(vocabulary, width, contextLength, layers, Optional.empty());
  }

  /** Copies the list. */
  public NetworkShape {
    layers = List.copyOf(layers);
  }
}
