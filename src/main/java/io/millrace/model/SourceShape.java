package io.millrace.model;

import java.util.List;

/**
 * The extents of what reads a source.
 *
 * @param vocabulary ids it knows
 * @param contextLength positions it was made for
 * @param encoder what a cache that all layers of the encoder use in turn must know
 * @param layers what the cache of sources must know of each layer that reads them
 */
public record SourceShape(
    int vocabulary, int contextLength, LayerShape encoder, List<LayerShape> layers) {

  /** Copies the list. */
  public SourceShape {
    layers = List.copyOf(layers);
  }
}
