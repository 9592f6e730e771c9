package io.millrace.model;

import java.util.List;

/**
 * The extents of a network.
 *
 * @param vocabulary ids it knows, v
 * @param width elements of a hidden state, d
 * @param contextLength positions it was made for
 * @param layers what the cache must know of each layer
 */
public record NetworkShape(int vocabulary, int width, int contextLength, List<LayerShape> layers) {

  /** Copies the list. */
  public NetworkShape {
    layers = List.copyOf(layers);
  }
}
