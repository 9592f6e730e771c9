package io.millrace.load;

import io.millrace.format.GgufNumber;
import io.millrace.format.GgufType;
import io.millrace.format.GgufWriter;
import io.millrace.format.NumberArray;
import io.millrace.format.StringArray;
import io.millrace.tensor.DataType;
import io.millrace.tensor.RowSource;
import io.millrace.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a model file of a real size, with the largest vocabulary there is and weights of zeros.
 */
final class LargeFile {

  private static final int TOKENS = 262_144;
  private static final int LAYERS = 12;
  private static final int D = 640;
  private static final int INNER = 8192;

  private final GgufWriter writer = new GgufWriter();

  private LargeFile() {}

  static void write(Path path) throws IOException {
    LargeFile file = new LargeFile();
    file.network();
    file.vocabulary();
    file.add("token_embd.weight", DataType.Q4_0, TOKENS, D);
    file.vector("output_norm.weight");
    for (int i = 0; i < LAYERS; i++) {
      file.layer("blk." + i + ".");
    }
    file.writer.write(path);
  }

  private void network() {
    writer.put("general.architecture", "llama").put("general.name", "large");
    number("llama.context_length", 2048);
    number("llama.embedding_length", D);
    number("llama.block_count", LAYERS);
    number("llama.feed_forward_length", INNER);
    number("llama.attention.head_count", D / 64);
    number("llama.attention.head_count_kv", D / 64);
    number("llama.rope.dimension_count", 64);
    writer.put("llama.attention.layer_norm_rms_epsilon", GgufNumber.f32(1e-5f));
  }

  private void vocabulary() {
    List<String> tokens = new ArrayList<>();
    float[] scores = new float[TOKENS];
    long[] types = new long[TOKENS];
    Arrays.fill(types, 1);
    types[0] = 2; // unknown
    for (int i = 0; i < TOKENS; i++) {
      tokens.add("\u2581token" + Integer.toString(i, 36));
      scores[i] = -i;
    }
    writer.put("tokenizer.ggml.model", "llama");
    writer.put("tokenizer.ggml.tokens", StringArray.of(tokens));
    writer.put("tokenizer.ggml.scores", NumberArray.floats(scores));
    writer.put("tokenizer.ggml.token_type", NumberArray.integers(GgufType.I32, types));
    number("tokenizer.ggml.unknown_token_id", 0);
    number("tokenizer.ggml.bos_token_id", 1);
    number("tokenizer.ggml.eos_token_id", 2);
  }

  private void layer(String name) {
    vector(name + "attn_norm.weight");
    vector(name + "ffn_norm.weight");
    for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      add(name + part + ".weight", DataType.Q8_0, D, D);
    }
    add(name + "ffn_gate.weight", DataType.Q8_0, INNER, D);
    add(name + "ffn_up.weight", DataType.Q8_0, INNER, D);
    add(name + "ffn_down.weight", DataType.Q8_0, D, INNER);
  }

  private void number(String key, int value) {
    writer.put(key, GgufNumber.u32(value));
  }

  private void vector(String name) {
    writer.add(name, DataType.F32, Shape.of(D), zeros(4 * D));
  }

  private void add(String name, DataType type, int m, int k) {
    writer.add(name, type, Shape.of(m, k), zeros(type.rowBytes(k)));
  }

  private static RowSource zeros(long rowBytes) {
    return (first, count, to) -> to.position(to.position() + (int) (count * rowBytes));
  }
}
