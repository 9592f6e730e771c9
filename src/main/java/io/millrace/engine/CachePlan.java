package io.millrace.engine;

import io.millrace.cache.KvStore;
import io.millrace.kernel.AttentionSpec;
import io.millrace.kernel.BlockLayout;
import io.millrace.model.LayerShape;
import io.millrace.model.NetworkShape;
import io.millrace.model.SourceShape;
import io.millrace.tensor.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How an engine's cache is divided.
 *
 * @param layouts a block of each layer
 * @param kinds the kinds of layers, at least one
 * @param kindOf the kind of each layer, an index into {@code kinds}
 * @param source the part for sources, if the network reads them
 */
record CachePlan(
    List<BlockLayout> layouts, List<LayerKind> kinds, int[] kindOf, Optional<SourcePlan> source) {

  /**
   * The part of a cache that holds keys and values of sources.
   *
   * @param layouts a block of each layer that reads them
   * @param encoder a block of the encoder's own layers
   * @param blocks blocks there are
   */
  record SourcePlan(List<BlockLayout> layouts, BlockLayout encoder, int blocks) {

    SourcePlan {
      layouts = List.copyOf(layouts);
    }

    /** Positions of the longest source that fits. */
    long mostPositions() {
      return (long) blocks * BlockLayout.POSITIONS;
    }

    /** Bytes of a block in each layer. */
    long[] blockBytes() {
      return layouts.stream().mapToLong(BlockLayout::blockBytes).toArray();
    }
  }

  CachePlan {
    layouts = List.copyOf(layouts);
    kinds = List.copyOf(kinds);
  }

  /**
   * Divides a budget: as many blocks of every kind as fit, but of none more than can be used. What
   * layers with a window cannot use goes to the others. Sources are like one more kind.
   *
   * @throws IllegalArgumentException if the budget is too small for a single block
   */
  static CachePlan of(NetworkShape shape, DataType type, EngineOptions options) {
    List<BlockLayout> layouts = layouts(shape.layers(), type);
    int[] windows = shape.layers().stream().mapToInt(LayerShape::window).distinct().toArray();
    int[] kindOf = new int[layouts.size()];
    Arrays.setAll(kindOf, layer -> indexOf(windows, shape.layers().get(layer).window()));
    List<BlockLayout> sourceLayouts =
        shape.source().map(source -> layouts(source.layers(), type)).orElse(List.of());
    int[] most =
        IntStream.concat(
                Arrays.stream(windows).map(window -> most(window, shape, options)),
                shape.source().stream().mapToInt(source -> mostSources(source, options)))
            .toArray();
    int[] blocks = new int[most.length];
    divide(
        both(layouts, sourceLayouts),
        both(kindOf, windows.length, sourceLayouts.size()),
        most,
        options.cacheBytes(),
        blocks);
    List<LayerKind> kinds =
        IntStream.range(0, windows.length)
            .mapToObj(kind -> new LayerKind(windows[kind], blocks[kind]))
            .toList();
    Optional<SourcePlan> source =
        shape
            .source()
            .map(
                each ->
                    new SourcePlan(
                        sourceLayouts, layout(each.encoder(), type), blocks[windows.length]));
    return new CachePlan(layouts, kinds, kindOf, source);
  }

  private static List<BlockLayout> layouts(List<LayerShape> layers, DataType type) {
    return layers.stream().map(layer -> layout(layer, type)).toList();
  }

  private static BlockLayout layout(LayerShape layer, DataType type) {
    return new BlockLayout(type, layer.g(), layer.e());
  }

  private static List<BlockLayout> both(List<BlockLayout> layouts, List<BlockLayout> more) {
    return Stream.concat(layouts.stream(), more.stream()).toList();
  }

  private static int[] both(int[] kindOf, int kind, int more) {
    return IntStream.concat(Arrays.stream(kindOf), IntStream.range(0, more).map(i -> kind))
        .toArray();
  }

  private static int mostSources(SourceShape source, EngineOptions options) {
    long each = LayerKind.blocksFor(source.contextLength());
    return (int) Math.min(Integer.MAX_VALUE, each * options.maxSequences());
  }

  /** Positions of the longest sequence that fits. */
  long mostPositions(int batchTokens) {
    return kinds.stream().mapToLong(kind -> kind.mostPositions(batchTokens)).min().orElseThrow();
  }

  /** Positions of the longest sequences that fit together, so many that share nothing. */
  long mostPositions(int batchTokens, int sequences) {
    return kinds.stream()
        .map(kind -> new LayerKind(kind.window(), kind.blocks() / sequences - 1))
        .mapToLong(kind -> Math.max(0, kind.mostPositions(batchTokens)))
        .min()
        .orElseThrow();
  }

  /** Bytes of a block in each layer of a kind. */
  long[] blockBytes(int kind) {
    return IntStream.range(0, kindOf.length)
        .filter(layer -> kindOf[layer] == kind)
        .mapToLong(layer -> layouts.get(layer).blockBytes())
        .toArray();
  }

  private static int indexOf(int[] windows, int window) {
    return IntStream.range(0, windows.length)
        .filter(i -> windows[i] == window)
        .findFirst()
        .getAsInt();
  }

  /**
   * Blocks of a kind that can be used: with a window, as many again for prefixes that are kept;
   * else one more a sequence, which beams that part may need.
   */
  private static int most(int window, NetworkShape shape, EngineOptions options) {
    int context = shape.contextLength();
    long each = LayerKind.mostBlocks(window, context, options.batchTokens());
    long spare = window == AttentionSpec.NO_WINDOW ? 1 : each;
    return (int) Math.min(Integer.MAX_VALUE, (each + spare) * options.maxSequences());
  }

  /** Gives the kinds their blocks, those that can use the fewest first. */
  private static void divide(
      List<BlockLayout> layouts, int[] kindOf, int[] most, long budget, int[] blocks) {
    List<Integer> open = new ArrayList<>(IntStream.range(0, most.length).boxed().toList());
    open.sort((a, b) -> Integer.compare(most[a], most[b]));
    long left = budget;
    while (!open.isEmpty()) {
      long[] bytes =
          IntStream.range(0, kindOf.length)
              .filter(layer -> open.contains(kindOf[layer]))
              .mapToLong(layer -> layouts.get(layer).blockBytes())
              .toArray();
      int kind = open.remove(0);
      blocks[kind] = Math.min(most[kind], affordable(bytes, left));
      for (int layer = 0; layer < kindOf.length; layer++) {
        left -= kindOf[layer] == kind ? blocks[kind] * layouts.get(layer).blockBytes() : 0;
      }
    }
  }

  private static int affordable(long[] blockBytes, long budget) {
    int blocks = KvStore.blocksWithin(blockBytes, budget);
    if (blocks < 1) {
      throw new IllegalArgumentException(
          "engine: cache is %d bytes, expected at least %d for %d positions; raise it"
              .formatted(budget, LongStream.of(blockBytes).sum(), BlockLayout.POSITIONS));
    }
    return blocks;
  }
}
