package io.millrace;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How a model is opened and run; none of it changes an answer, but for {@code cacheType}, {@code
 * floatProducts}, {@code chatTemplate} and {@code weights}.
 *
 * @param kernels what computes: {@code auto} (the default: the fastest that runs here), {@code
 *     native}, {@code vector}, {@code java} or {@code reference}
 * @param threads threads that work together on a step, or on a step each if a model only reads; at
 *     least 1; default: the CPUs of the container's quota
 * @param maxSequences sequences that are decoded together at most, at least 1, each beam being one;
 *     default empty: 32, for models that translate 256
 * @param batchTokens tokens in one step at most, at least 1; default empty: 256 for models that
 *     continue text, 1024 for those that translate; for those that only read 1024 with one thread,
 *     128 with several
 * @param cacheBytes memory for keys and values of past tokens, more than 0; default empty: a
 *     quarter of the free memory
 * @param cacheType how keys and values are kept; default empty: F16 with quantized weights, else
 *     F32
 * @param floatProducts what multiplies by F32, F16 and BF16 weights; default {@link
 *     FloatProducts#OWN}
 * @param prefixCache whether prompts that begin alike share what was computed of their beginning;
 *     default {@link PrefixCache#ON}
 * @param chatTemplate a Jinja template for conversations in place of the file's; default empty
 * @param weights what F32, F16 and BF16 matrices are quantized to; default {@link
 *     WeightType#AS_IS}: nothing
 */
public record ModelOptions(
    String kernels,
    int threads,
    OptionalInt maxSequences,
    OptionalInt batchTokens,
    OptionalLong cacheBytes,
    Optional<CacheType> cacheType,
    FloatProducts floatProducts,
    PrefixCache prefixCache,
    Optional<String> chatTemplate,
    WeightType weights) {

  /** How keys and values of past tokens are kept. */
  public enum CacheType {
    /** Half precision. */
    F16,
    /** The upper half of single precision: fast attention where the CPU multiplies such pairs. */
    BF16,
    /** Eight bits and a scale for each 32 elements: about half the memory of F16. */
    Q8_0,
    /** Single precision. */
    F32
  }

  /** What multiplies by weights that are plain numbers. */
  public enum FloatProducts {
    /** The project's own kernel: the same bits whatever the batch. */
    OWN,
    /** OpenBLAS: the last bits of an answer may depend on the batch. */
    OPENBLAS
  }

  /** Whether keys and values of a prompt are kept for those that begin alike. */
  public enum PrefixCache {
    /** Kept as long as there is room. */
    ON,
    /** Every prompt is computed whole. */
    OFF
  }

  /** What plain weights are quantized to when they are loaded. */
  public enum WeightType {
    /** Nothing: the weights of the file. */
    AS_IS,
    /** Four bits, a scale for each 32. */
    Q4_0,
    /** Four bits, a scale and a least value for each 32. */
    Q4_1,
    /** Five bits, a scale for each 32. */
    Q5_0,
    /** Five bits, a scale and a least value for each 32. */
    Q5_1,
    /** Eight bits, a scale for each 32. */
    Q8_0;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return this == AS_IS ? "as-is" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks every component. */
  public ModelOptions {
    Objects.requireNonNull(kernels, "kernels: is null, expected a name such as auto");
    Range.check("threads", threads, 1, 1024);
    Range.check("max-sequences", maxSequences.orElse(1), 1, 4096);
    Range.check("batch-tokens", batchTokens.orElse(1), 1, 65536);
    Range.check("cache", (double) cacheBytes.orElse(1), 1, 1L << 50);
  }

  /** Everything at its default. */
  public static ModelOptions defaults() {
    return new Draft().build();
  }

  public ModelOptions withKernels(String kernels) {
    return with(draft -> draft.kernels = kernels);
  }

  public ModelOptions withThreads(int threads) {
    return with(draft -> draft.threads = threads);
  }

  public ModelOptions withMaxSequences(int maxSequences) {
    return with(draft -> draft.maxSequences = OptionalInt.of(maxSequences));
  }

  public ModelOptions withBatchTokens(int batchTokens) {
    return with(draft -> draft.batchTokens = OptionalInt.of(batchTokens));
  }

  public ModelOptions withCacheBytes(long cacheBytes) {
    return with(draft -> draft.cacheBytes = OptionalLong.of(cacheBytes));
  }

  public ModelOptions withCacheType(CacheType cacheType) {
    return with(draft -> draft.cacheType = Optional.of(cacheType));
  }

  public ModelOptions withFloatProducts(FloatProducts floatProducts) {
    return with(draft -> draft.floatProducts = floatProducts);
  }

  public ModelOptions withPrefixCache(PrefixCache prefixCache) {
    return with(draft -> draft.prefixCache = prefixCache);
  }

  public ModelOptions withChatTemplate(String chatTemplate) {
    return with(draft -> draft.chatTemplate = Optional.of(chatTemplate));
  }

  public ModelOptions withWeights(WeightType weights) {
    return with(draft -> draft.weights = weights);
  }

  private ModelOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** The components while they are being changed. */
  private static final class Draft {
    private String kernels = "auto";
    private int threads = Runtime.getRuntime().availableProcessors();
    private OptionalInt maxSequences = OptionalInt.empty();
    private OptionalInt batchTokens = OptionalInt.empty();
    private OptionalLong cacheBytes = OptionalLong.empty();
    private Optional<CacheType> cacheType = Optional.empty();
    private FloatProducts floatProducts = FloatProducts.OWN;
    private PrefixCache prefixCache = PrefixCache.ON;
    private Optional<String> chatTemplate = Optional.empty();
    private WeightType weights = WeightType.AS_IS;

    private Draft() {}

    private Draft(ModelOptions from) {
      kernels = from.kernels;
      threads = from.threads;
      maxSequences = from.maxSequences;
      batchTokens = from.batchTokens;
      cacheBytes = from.cacheBytes;
      cacheType = from.cacheType;
      floatProducts = from.floatProducts;
      prefixCache = from.prefixCache;
      chatTemplate = from.chatTemplate;
      weights = from.weights;
    }

    private ModelOptions build() {
      return new ModelOptions(
          kernels,
          threads,
          maxSequences,
          batchTokens,
          cacheBytes,
          cacheType,
          floatProducts,
          prefixCache,
          chatTemplate,
          weights);
    }
  }
}
