package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonField;
import io.millrace.model.Pooling;
import io.millrace.model.PoolingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How hidden states are pooled.
 *
 * @param pooling makes a vector of them
 * @param prompts whether the tokens of a prompt count
 */
record PoolingConfig(Pooling pooling, TextSettings.PromptUse prompts) {

  private static final int MOST_WIDTH = 1 << 20;

  private static final Map<String, PoolingMode> MODES =
      Map.of(
          "cls", PoolingMode.FIRST,
          "max", PoolingMode.MAX,
          "mean", PoolingMode.MEAN,
          "mean_sqrt_len_tokens", PoolingMode.MEAN_ROOT,
          "weightedmean", PoolingMode.WEIGHTED_MEAN,
          "lasttoken", PoolingMode.LAST);

  /** Older folders have a truth value for each mode; vectors stand side by side in this order. */
  private static final List<Map.Entry<String, PoolingMode>> FLAGS =
      List.of(
          Map.entry("pooling_mode_cls_token", PoolingMode.FIRST),
          Map.entry("pooling_mode_max_tokens", PoolingMode.MAX),
          Map.entry("pooling_mode_mean_tokens", PoolingMode.MEAN),
          Map.entry("pooling_mode_mean_sqrt_len_tokens", PoolingMode.MEAN_ROOT),
          Map.entry("pooling_mode_weightedmean_tokens", PoolingMode.WEIGHTED_MEAN),
          Map.entry("pooling_mode_lasttoken", PoolingMode.LAST));

  /** The mean of all, as sentence-transformers has it where nothing is said. */
  static PoolingConfig mean() {
    return new PoolingConfig(Pooling.of(PoolingMode.MEAN), TextSettings.PromptUse.COUNTED);
  }

  /**
   * Reads it.
   *
   * @param width elements of a hidden state
   */
  static PoolingConfig read(JsonField config, int width) {
    JsonField dimension =
        config
            .find("embedding_dimension")
            .or(() -> config.find("word_embedding_dimension"))
            .orElseGet(() -> config.require("embedding_dimension"));
    if (dimension.asInt(1, MOST_WIDTH) != width) {
      throw dimension.wrong(width + ", as config.json says");
    }
    boolean counted = config.find("include_prompt").map(JsonField::asBoolean).orElse(true);
    return new PoolingConfig(
        new Pooling(modes(config)),
        counted ? TextSettings.PromptUse.COUNTED : TextSettings.PromptUse.LEFT_OUT);
  }

  private static List<PoolingMode> modes(JsonField config) {
    Optional<JsonField> named = config.find("pooling_mode");
    if (named.isEmpty()) {
      List<PoolingMode> modes =
          FLAGS.stream()
              .filter(flag -> config.find(flag.getKey()).map(JsonField::asBoolean).orElse(false))
              .map(Map.Entry::getValue)
              .toList();
      return modes.isEmpty() ? List.of(PoolingMode.MEAN) : modes;
    }
    boolean several = named.get().value() instanceof JsonArray;
    List<JsonField> names = several ? named.get().elements() : List.of(named.get());
    if (names.isEmpty()) {
      throw named.get().wrong("at least one mode");
    }
    return names.stream().map(PoolingConfig::mode).toList();
  }

  private static PoolingMode mode(JsonField name) {
    if (!MODES.containsKey(name.asString())) {
      throw name.wrong("one of " + String.join(", ", MODES.keySet().stream().sorted().toList()));
    }
    return MODES.get(name.asString());
  }
}
