package io.millrace.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.tensor.Allocator;
import io.millrace.tensor.Scratch;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RotaryTableTest {

  private static Rotation rotation(RotaryTable table, int... positions) {
    return table.rotation(new Scratch(Allocator.direct()), positions);
  }

  @Test
  void holdsCosineAndSineOfPositionTimesFrequency() {
    RotaryTable table = new RotaryTable(new float[] {1f, 0.01f, 1e-4f}, 1.25);
    int[] positions = {0, 63, 64, 100_000, 1};
    Rotation rotation = rotation(table, positions);
    for (int row = 0; row < positions.length; row++) {
      for (int i = 0; i < 3; i++) {
        double angle = (double) positions[row] * new float[] {1f, 0.01f, 1e-4f}[i];
        assertEquals(
            (float) (StrictMath.cos(angle) * 1.25), rotation.cosine().getFloat(3 * row + i));
        assertEquals((float) (StrictMath.sin(angle) * 1.25), rotation.sine().getFloat(3 * row + i));
      }
    }
  }

  private static RotaryTable scaled(Map<String, Object> more) {
    Map<String, Object> values = new HashMap<>(more);
    values.put("x.embedding_length", 16);
    values.put("x.attention.head_count", 2);
    values.put("x.context_length", 4096);
    Hyperparameters config = new Hyperparameters(new MapMetadata(values), "x", Integer.MAX_VALUE);
    return RotaryScaling.scaled(config, new NoWeights(), 10000f);
  }

  @Test
  void frequenciesFallByTheBase() {
    Rotation rotation = rotation(scaled(Map.of()), 1);
    float[] frequencies = {1f, 0.1f, 0.01f, 0.001f};
    for (int i = 0; i < 4; i++) {
      assertEquals((float) StrictMath.sin(frequencies[i]), rotation.sine().getFloat(i));
    }
  }

  @Test
  void linearScalingDividesPositions() {
    Map<String, Object> linear =
        Map.of("x.rope.scaling.type", "linear", "x.rope.scaling.factor", 4f);
    Rotation four = rotation(scaled(linear), 4);
    Rotation one = rotation(scaled(Map.of()), 1);
    for (int i = 0; i < 4; i++) {
      assertEquals(one.sine().getFloat(i), four.sine().getFloat(i), 1e-7f);
    }
  }

  @Test
  void yarnKeepsFastPairsAndDividesSlowOnes() {
    Map<String, Object> yarn =
        Map.of(
            "x.rope.scaling.type",
            "yarn",
            "x.rope.scaling.factor",
            4f,
            "x.rope.scaling.original_context_length",
            1024);
    Rotation scaled = rotation(scaled(yarn), 1);
    Rotation plain = rotation(scaled(Map.of()), 1);
    double magnitude = 1 + 0.1 * Math.log(4);
    assertEquals(plain.sine().getFloat(0) * magnitude, scaled.sine().getFloat(0), 1e-6);
    double slowest = Math.asin(plain.sine().getFloat(3)) / 4;
    assertEquals(Math.sin(slowest) * magnitude, scaled.sine().getFloat(3), 1e-6);
  }

  @Test
  void refusesScalingsItDoesNotKnow() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> scaled(Map.of("x.rope.scaling.type", "dynamic")))
            .getMessage();
    assertTrue(message.startsWith("metadata key x.rope.scaling.type is dynamic, expected none"));
    assertThrows(
        IllegalArgumentException.class,
        () -> scaled(Map.of("x.rope.scaling.type", "linear", "x.rope.scaling.factor", 0f)));
  }
}
