package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.LanguageModel;
import io.millrace.ModelOptions;
import io.millrace.ModelOptions.PrefixCache;
import io.millrace.TinyModels;
import io.millrace.json.JsonObject;
import io.millrace.json.JsonValue;
import io.millrace.kernel.KernelChoice;
import io.millrace.kernel.KernelProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job writes the same bytes however it is run. */
class BatchInvarianceTest {

  private static final int LINES = 60;
  private static final String SYSTEM = "the miller said that ".repeat(8);

  @TempDir private Path folder;

  private List<String> lines;
  private Path expected;

  @BeforeEach
  void runWithDefaults() throws IOException {
    lines = lines();
    expected = run("defaults", lines, options -> options);
    assertTrue(Files.size(expected) > LINES * 200);
  }

  private static List<String> lines() {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String prompt = (i % 4 == 1 ? SYSTEM : "") + "many mills ".repeat(1 + random.nextInt(6));
      JsonObject.Builder body =
          JsonObject.builder()
              .put("prompt", prompt)
              .put("max_tokens", 1 + random.nextInt(20))
              .put("temperature", i % 3 == 0 ? 0 : 0.9)
              .put("logprobs", i % 4)
              .put("stop", i % 5 == 0 ? "a" : "\n")
              .put("n", i % 6 == 0 ? 2 : 1)
              .put("echo", i % 7 == 0);
      lines.add(
          JsonObject.builder()
              .put("custom_id", "r" + i)
              .put("method", "POST")
              .put("url", "/v1/completions")
              .put("body", body.build())
              .build()
              .toJson());
    }
    return lines;
  }

  private Path run(String name, List<String> requests, UnaryOperator<ModelOptions> change)
      throws IOException {
    Path input = Files.write(folder.resolve(name + ".in.jsonl"), requests);
    Path output = folder.resolve(name + ".jsonl");
    ModelOptions options = change.apply(ModelOptions.defaults().withThreads(2));
    try (LanguageModel opened =
        LanguageModel.open(TinyModels.path("llama-tied").toString(), options)) {
      JobReport report = BatchJob.of(opened, input, output).withCreated(1).run();
      assertEquals(LINES, report.answered(), name);
    }
    return output;
  }

  private void same(String name, UnaryOperator<ModelOptions> change) throws IOException {
    Path output = run(name, lines, change);
    assertEquals(-1, Files.mismatch(expected, output), name + " differs at this byte");
  }

  @Test
  void neitherBatchesNorChunksNorThreadsChangeAByte() throws IOException {
    same("batch-of-1", options -> options.withMaxSequences(1));
    same("chunks-of-16", options -> options.withBatchTokens(16));
    same("chunks-of-512", options -> options.withBatchTokens(512));
    same("odd", options -> options.withMaxSequences(5).withBatchTokens(7));
    same("1-thread", options -> options.withThreads(1));
  }

  @Test
  void neitherThePrefixCacheNorPreemptionChangesAByte() throws IOException {
    same("no-prefix-cache", options -> options.withPrefixCache(PrefixCache.OFF));
    same("small-cache", options -> options.withCacheBytes(1 << 20));
    same("tiny-cache", options -> options.withCacheBytes(400_000));
    same(
        "tiny-cache-alone",
        options -> options.withCacheBytes(400_000).withPrefixCache(PrefixCache.OFF));
  }

  @Test
  void noKernelsChangeAByte() throws IOException {
    same("java", options -> options.withKernels("java"));
    same("reference", options -> options.withKernels("reference"));
    for (KernelProvider table : KernelChoice.tables()) {
      same("table-" + table.name(), options -> options.withKernels(table.name()));
    }
  }

  @Test
  void theOrderOfTheInputChangesTheOrderOnly() throws IOException {
    List<String> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(11));
    Path output = run("shuffled", shuffled, options -> options);
    assertEquals(byId(expected), byId(output));
  }

  private static Map<String, String> byId(Path output) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    for (String line : Files.readAllLines(output)) {
      lines.put(JsonValue.parse(line).at("").require("custom_id").asString(), line);
    }
    assertEquals(LINES, lines.size());
    return lines;
  }
}
