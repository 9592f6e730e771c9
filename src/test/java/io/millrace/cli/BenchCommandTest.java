package io.millrace.cli;

import static io.millrace.cli.Outcome.refused;
import static io.millrace.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.TinyModels;
import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code bench} of models and of kernels as a shell sees it. */
class BenchCommandTest {

  @Test
  void benchPrintsOneLineOfJson() {
    Outcome outcome =
        run("bench", "model", TinyModels.path("gemma3"), "--json", "--quick", "--threads", 1);
    assertEquals(0, outcome.code(), outcome.err());
    JsonField figures = JsonValue.parse(outcome.out()).at("");
    assertEquals(1, figures.require("threads").asInt(1, 1));
    assertTrue(figures.require("prompt512").asDouble(0, 1e9) > 0);
    for (String batch : List.of("batch1", "batch8", "batch32")) {
      assertTrue(figures.require(batch).require("prompt").asDouble(0, 1e9) > 0);
      assertTrue(figures.require(batch).object().get("generate").isPresent(), outcome.out());
      // null on a busy machine, where noise hides what a tiny model needs for a token
      figures
          .require(batch)
          .find("generate")
          .ifPresent(rate -> assertTrue(rate.asDouble(0, 1e9) > 0, outcome.out()));
    }
    for (String peak : List.of("int8Gops", "f32Gflops", "readGBps")) {
      assertTrue(figures.require("peaks").require(peak).asDouble(0, 1e9) > 0);
    }
  }

  @Test
  void benchMeasuresTheBatchesThatItIsTold() {
    Object model = TinyModels.path("gemma3");
    Outcome outcome = run("bench", "model", model, "--json", "--quick", "--batches", "2,3");
    assertEquals(0, outcome.code(), outcome.err());
    JsonField figures = JsonValue.parse(outcome.out()).at("");
    assertTrue(figures.require("batch3").require("prompt").asDouble(0, 1e9) > 0);
    assertTrue(figures.object().get("batch32").isEmpty(), outcome.out());
    assertEquals(2, run("bench", "model", model, "--batches", "0").code());
  }

  @Test
  void benchOfKernelsPrintsOneLineOfJsonForEachFigure() {
    Outcome outcome =
        run(
            "bench",
            "kernels",
            "--json",
            "--quick",
            "--op",
            "silu,add",
            "--rows",
            32,
            "--kernels",
            "generic,java",
            "--threads",
            1);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(4, lines.size(), outcome.out());
    for (String line : lines) {
      assertTrue(JsonValue.parse(line).at("").require("sameBits").asBoolean(), line);
    }
    refused("nothing is called that", "bench", "kernels", "--op", "fly");
  }
}
