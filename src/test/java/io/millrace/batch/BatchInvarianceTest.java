package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.LanguageModel;
import io.millrace.ModelOptions;
import io.millrace.TinyModels;
import io.millrace.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job writes the same bytes however it is run. */
class BatchInvarianceTest {

  @TempDir private Path folder;

  private Path input() throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      JsonObject.Builder body =
          JsonObject.builder()
              .put("prompt", "many mills ".repeat(1 + random.nextInt(6)))
              .put("max_tokens", 1 + random.nextInt(20))
              .put("temperature", i % 3 == 0 ? 0 : 0.9)
              .put("logprobs", i % 4)
              .put("stop", i % 5 == 0 ? "a" : "\n")
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
    return Files.write(folder.resolve("in.jsonl"), lines);
  }

  private Path run(String name, Path input, ModelOptions options) throws IOException {
    Path output = folder.resolve(name + ".jsonl");
    String model = TinyModels.path("llama-tied").toString();
    try (LanguageModel opened = LanguageModel.open(model, options)) {
      JobReport report = BatchJob.of(opened, input, output).withCreated(1).run();
      assertEquals(60, report.answered());
    }
    return output;
  }

  @Test
  void neitherThreadsNorBatchesNorKernelsChangeAByte() throws IOException {
    Path input = input();
    ModelOptions defaults = ModelOptions.defaults();
    Path expected = run("defaults", input, defaults);
    List<Path> others =
        List.of(
            run("alone", input, defaults.withMaxSequences(1)),
            run("chunks", input, defaults.withMaxSequences(5).withBatchTokens(7).withThreads(1)),
            run("small-cache", input, defaults.withCacheBytes(1 << 20)),
            run("reference", input, defaults.withKernels("reference")));
    for (Path other : others) {
      assertEquals(-1, Files.mismatch(expected, other), other + " differs at this byte");
    }
    assertTrue(Files.size(expected) > 60 * 200);
  }
}
