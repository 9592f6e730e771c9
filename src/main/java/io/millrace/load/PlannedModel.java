package io.millrace.load;

import io.millrace.kernel.BlockLayout;
import io.millrace.model.EncoderShape;
import io.millrace.model.LayerShape;
import io.millrace.model.Network;
import io.millrace.model.NetworkShape;
import io.millrace.tensor.DataType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a model before its weights are packed.
 *
 * @param purpose what it is for
 * @param shape its extents
 * @param cached the layers whose keys and values are kept at a time
 * @param cacheType how they are kept unless the user says otherwise
 */
record PlannedModel(
    String purpose, NetworkShape shape, List<LayerShape> cached, DataType cacheType) {

  static PlannedModel of(Network network) {
    NetworkShape shape = network.shape();
    return new PlannedModel(
        ModelKind.LANGUAGE_MODEL.toString(), shape, shape.layers(), network.defaultCacheType());
  }

  /** All layers of an encoder use the same cache in turn. */
  static PlannedModel of(BuiltEncoder encoder) {
    EncoderShape shape = encoder.network().shape();
    List<LayerShape> layers = Collections.nCopies(shape.layers(), shape.layer());
    return new PlannedModel(
        encoder.purpose(),
        new NetworkShape(shape.vocabulary(), shape.width(), shape.mostTokens(), layers),
        List.of(shape.layer()),
        encoder.network().defaultCacheType());
  }

  /** Bytes of keys and values for each position, by type of cache, its own type first. */
  Map<DataType, Long> cacheBytes() {
    Map<DataType, Long> bytes = new LinkedHashMap<>();
    bytes.put(cacheType, cacheBytes(cacheType));
    for (DataType type : BlockLayout.TYPES) {
      bytes.putIfAbsent(type, cacheBytes(type));
    }
    return bytes;
  }

  private long cacheBytes(DataType type) {
    long bytes = 0;
    for (LayerShape layer : cached) {
      bytes += new BlockLayout(type, layer.g(), layer.e()).blockBytes();
    }
    return bytes / BlockLayout.POSITIONS;
  }
}
