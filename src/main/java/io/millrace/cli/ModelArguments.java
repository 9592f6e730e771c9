package io.millrace.cli;

import io.millrace.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of all commands that run a model. */
final class ModelArguments {

  @Option(
      names = "--kernels",
      paramLabel = "auto|native|vector|java|reference",
      description = "What computes; default: auto, the fastest that runs here.")
  private String kernels;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; default: the CPUs of the container's quota.")
  private Integer threads;

  @Option(
      names = "--max-sequences",
      paramLabel = "N",
      description = "Sequences that are decoded together at most; default: 32, of translators 256.")
  private Integer maxSequences;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description = {
        "Tokens in one step at most; default: 256, of translators 1024, of models that only read"
            + " 1024 with one thread and 128 with several, each of which runs a step of its own."
      })
  private Integer batchTokens;

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      description = "Memory for keys and values, such as 2G; default: a quarter of what is free.")
  private MemorySize cache;

  @Option(
      names = "--cache-type",
      paramLabel = "f16|bf16|q8_0|f32",
      description = {
        "How keys and values are kept; default: f16 with quantized weights, else f32. bf16 is fast"
            + " for long prompts where the CPU has avx512_bf16, q8_0 takes about half the memory."
      })
  private ModelOptions.CacheType cacheType;

  @Option(
      names = "--prefix-cache",
      paramLabel = "on|off",
      description = "Whether prompts that begin alike share their beginning; default: on.")
  private ModelOptions.PrefixCache prefixCache;

  @Option(
      names = "--f32",
      paramLabel = "own|openblas",
      description = "Products with F32, F16 and BF16 weights; default: own, the same bits always.")
  private ModelOptions.FloatProducts floatProducts;

  @Option(
      names = "--weights",
      paramLabel = "as-is|q8_0|q5_1|q5_0|q4_1|q4_0",
      description = "What F32, F16 and BF16 weights are quantized to; default: as-is.")
  private ModelOptions.WeightType weights;

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "A Jinja template for conversations in place of the model's own.")
  private Path chatTemplate;

  /**
   * The options as a model takes them.
   *
   * @throws IOException if the template cannot be read
   */
  ModelOptions options() throws IOException {
    ModelOptions options = ModelOptions.defaults();
    options = kernels == null ? options : options.withKernels(kernels.toLowerCase(Locale.ROOT));
    options = threads == null ? options : options.withThreads(threads);
    options = maxSequences == null ? options : options.withMaxSequences(maxSequences);
    options = batchTokens == null ? options : options.withBatchTokens(batchTokens);
    options = cache == null ? options : options.withCacheBytes(cache.bytes());
    options = cacheType == null ? options : options.withCacheType(cacheType);
    options = prefixCache == null ? options : options.withPrefixCache(prefixCache);
    options = floatProducts == null ? options : options.withFloatProducts(floatProducts);
    options = weights == null ? options : options.withWeights(weights);
    return chatTemplate == null
        ? options
        : options.withChatTemplate(Files.readString(chatTemplate));
  }

  /**
   * Those of the options that change answers, by name, for a job that may be resumed.
   *
   * @throws IOException if the template cannot be read
   */
  Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cache-type", name(cacheType));
    settings.put("f32", name(floatProducts));
    settings.put("weights", name(weights));
    settings.put("chat-template", chatTemplate == null ? "default" : hash(chatTemplate));
    return settings;
  }

  /** The sha256 of a file. */
  private static String hash(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String name(Enum<?> chosen) {
    return chosen == null ? "default" : chosen.name().toLowerCase(Locale.ROOT);
  }
}
