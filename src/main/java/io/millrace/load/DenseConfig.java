package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.model.HeadFunction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the config of a dense module. */
final class DenseConfig {

  private static final String EMBEDDING = "sentence_embedding";
  private static final int MOST_WIDTH = 1 << 20;

  private static final Map<String, HeadFunction> FUNCTIONS =
      Map.of(
          "Identity", HeadFunction.IDENTITY,
          "Tanh", HeadFunction.TANH,
          "ReLU", HeadFunction.RELU,
          "SiLU", HeadFunction.SILU,
          "GELU", HeadFunction.GELU,
          "Sigmoid", HeadFunction.SIGMOID);

  private DenseConfig() {}

  /**
   * Reads it.
   *
   * @param number of its tensors
   * @param label what stands before its members in messages
   */
  static SentenceHead.Dense read(JsonField config, int number, String label) {
    for (String member : List.of("module_input_name", "module_output_name")) {
      refuse(config.find(member).filter(field -> !field.asString().equals(EMBEDDING)), EMBEDDING);
    }
    int in = config.require("in_features").asInt(1, MOST_WIDTH);
    int out = config.require("out_features").asInt(1, MOST_WIDTH);
    return new SentenceHead.Dense(
        number,
        label,
        new SentenceHead.Extents(in, out),
        config.find("bias").map(JsonField::asBoolean).orElse(true),
        function(config),
        residual(config, in == out));
  }

  private static SentenceHead.Residual residual(JsonField config, boolean alike) {
    if (!config.find("use_residual").map(JsonField::asBoolean).orElse(false)) {
      return SentenceHead.Residual.NONE;
    }
    return alike ? SentenceHead.Residual.AS_IT_IS : SentenceHead.Residual.PROJECTED;
  }

  private static void refuse(Optional<JsonField> field, String expected) {
    if (field.isPresent()) {
      throw field.get().wrong(expected);
    }
  }

  private static HeadFunction function(JsonField config) {
    Optional<JsonField> path = config.find("activation_function");
    if (path.isEmpty()) {
      return HeadFunction.TANH;
    }
    String name = path.get().asString();
    String last = name.substring(name.lastIndexOf('.') + 1);
    if (!name.startsWith("torch.") || !FUNCTIONS.containsKey(last)) {
      List<String> known = FUNCTIONS.keySet().stream().sorted().toList();
      throw path.get().wrong("one of torch's " + String.join(", ", known));
    }
    return FUNCTIONS.get(last);
  }
}
