package io.millrace.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HyperparametersTest {

  private static final Map<String, Object> PLAIN =
      Map.of(
          "x.embedding_length", 64,
          "x.block_count", 2,
          "x.attention.head_count", 4,
          "x.context_length", 512,
          "x.feed_forward_length", 100);

  private static Hyperparameters with(String key, Object value) {
    Map<String, Object> values = new HashMap<>(PLAIN);
    values.put("x." + key, value);
    return new Hyperparameters(new MapMetadata(values), "x", Integer.MAX_VALUE);
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void defaultsFollowFromTheOthers() {
    Hyperparameters config = new Hyperparameters(new MapMetadata(PLAIN), "x", 100);
    assertEquals(4, config.groups());
    assertEquals(16, config.headElements());
    assertEquals(8, config.rotaryPairs());
    assertEquals(0.25f, config.attentionScale());
    assertEquals(100, config.contextLength());
    assertEquals(77, config.window(77));
  }

  @Test
  void anArrayOfEqualNumbersIsOne() {
    assertEquals(2, with("attention.head_count_kv", List.of(2, 2)).groups());
    refuses(
        "metadata key x.attention.head_count_kv is [2, 4], expected the same for all layers; layers"
            + " that differ are not supported",
        () -> with("attention.head_count_kv", List.of(2, 4)).groups());
  }

  @Test
  void refusesWhatIsMissingOrAbsurd() {
    refuses(
        "metadata key x.rope is missing, expected a word",
        () -> {
          throw with("a", 1).wrong("rope", "missing", "a word");
        });
    Hyperparameters empty = new Hyperparameters(new MapMetadata(Map.of()), "x", 1);
    refuses(
        "metadata key x.embedding_length is missing, expected a whole number from 1 to 1048576",
        empty::width);
    refuses(
        "metadata key x.embedding_length is 2000000000, expected 1 to 1048576",
        () -> with("embedding_length", 2_000_000_000).width());
    refuses(
        "metadata key x.block_count is -1, expected 1 to 4096",
        () -> with("block_count", -1).layers());
    refuses(
        "metadata key x.attention.head_count_kv is 3, expected a divisor of 4",
        () -> with("attention.head_count_kv", 3).groups());
    refuses(
        "metadata key x.attention.value_length is 8, expected 16, as key_length says",
        () -> with("attention.value_length", 8).headElements());
    refuses(
        "metadata key x.rope.dimension_count is 7, expected an even number",
        () -> with("rope.dimension_count", 7).rotaryPairs());
    refuses(
        "metadata key x.rope.dimension_count is 18, expected 1 to 16",
        () -> with("rope.dimension_count", 18).rotaryPairs());
    refuses(
        "metadata key x.expert_count is 8, expected none; mixtures of experts are not supported",
        () -> with("expert_count", 8).refuseExperts());
    refuses(
        "metadata key x.attention.scale is NaN, expected a finite number above 0",
        () -> with("attention.scale", Float.NaN).attentionScale());
    refuses(
        "metadata key x.cap is -1.0, expected 0 or a finite number above it",
        () -> with("cap", -1f).softCap("cap", 0f));
    refuses(
        "metadata key x.attention.eps is NaN, expected 0 to 1", () -> with("a", 1).epsilon("eps"));
  }
}
