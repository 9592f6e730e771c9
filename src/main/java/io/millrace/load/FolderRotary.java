package io.millrace.load;

import io.millrace.json.JsonField;
import io.millrace.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * The rotary positions of a {@code config.json}: {@code rope_parameters}, or {@code rope_theta} and
 * {@code rope_scaling} as older ones have it.
 */
final class FolderRotary {

  private static final int MOST_ELEMENTS = 1 << 14;
  private static final String SCALING = "rope.scaling.";

  private final FolderConfig config;
  private final Optional<JsonField> given;
  private final Optional<JsonField> parameters;
  private final int pairs;

  private FolderRotary(FolderConfig config) {
    this.config = config;
    JsonField root = config.root();
    given = root.find("rope_parameters").or(() -> root.find("rope_scaling"));
    parameters = given.flatMap(field -> field.find("full_attention")).or(() -> given);
    int dimensions = (int) (headElements() * partialFactor());
    pairs = dimensions / 2;
    if (find("partial_rotary_factor").isPresent()) {
      config.put("rope.dimension_count", "partial_rotary_factor", JsonValue.of((long) dimensions));
    }
  }

  /** Adds the keys and vectors that say how positions are rotated. */
  static void read(FolderConfig config) {
    FolderRotary rotary = new FolderRotary(config);
    rotary.bases();
    rotary.scaling();
  }

  private int headElements() {
    int width = config.count("hidden_size", 1 << 20);
    int heads = config.root().find("num_attention_heads").map(h -> h.asInt(1, 1 << 14)).orElse(8);
    return config
        .root()
        .find("head_dim")
        .map(field -> field.asInt(1, MOST_ELEMENTS))
        .orElse(Math.min(MOST_ELEMENTS, Math.max(1, width / heads)));
  }

  private double partialFactor() {
    return find("partial_rotary_factor").map(field -> field.asDouble(0, 1)).orElse(1.0);
  }

  /** A parameter, which older files have beside and not inside. */
  private Optional<JsonField> find(String name) {
    return parameters.flatMap(field -> field.find(name)).or(() -> config.root().find(name));
  }

  private void bases() {
    find("rope_theta")
        .ifPresent(theta -> config.put("rope.freq_base", theta.path(), theta.value()));
    Optional<JsonField> sliding = given.flatMap(field -> field.find("sliding_attention"));
    sliding.ifPresent(field -> expectPlain(field));
    sliding
        .flatMap(field -> field.find("rope_theta"))
        .or(() -> config.root().find("rope_local_base_freq"))
        .ifPresent(theta -> config.put("rope.freq_base_swa", theta.path(), theta.value()));
  }

  private static void expectPlain(JsonField sliding) {
    sliding
        .find("rope_type")
        .filter(type -> !type.asString().equals("default"))
        .ifPresent(
            type -> {
              throw type.wrong("default; layers with a window are not scaled");
            });
  }

  private void scaling() {
    Optional<JsonField> type =
        parameters.flatMap(field -> field.find("rope_type").or(() -> field.find("type")));
    switch (type.map(JsonField::asString).orElse("default")) {
      case "default", "dynamic" -> {} // the latter within the model's own context
      case "linear" -> put("linear", factor());
      case "llama3" -> config.put("rope_freqs.weight", llama3());
      case "yarn" -> yarnOrLongrope();
      case "longrope", "su" -> longrope();
      default -> throw type.get().wrong("default, linear, dynamic, llama3, yarn or longrope");
    }
  }

  private void put(String type, double factor) {
    config.put(SCALING + "type", "rope_type", JsonValue.of(type));
    config.put(SCALING + "factor", "factor", JsonValue.of(factor));
  }

  private double factor() {
    return number("factor", 1e-3, 1e6);
  }

  private double number(String name, double least, double most) {
    return parameters.get().require(name).asDouble(least, most);
  }

  private double context() {
    return config.count("max_position_embeddings", 1 << 30);
  }

  /** What each frequency is divided by: 1 for short waves, the factor for long ones. */
  private float[] llama3() {
    double original = original().map(field -> field.asDouble(1, 1e9)).orElse(context());
    double low = number("low_freq_factor", 1e-6, 1e6);
    double high = number("high_freq_factor", 1e-6, 1e6);
    double base = find("rope_theta").map(field -> field.asDouble(1, 1e12)).orElse(10000.0);
    float[] divisors = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      double wave = 2 * Math.PI * StrictMath.pow(base, (double) i / pairs);
      double share = Math.max(0, Math.min(1, (original / wave - low) / (high - low)));
      divisors[i] = (float) (1 / ((1 - share) / factor() + share));
    }
    return divisors;
  }

  /** The first models of Phi 3 called the one by the name of the other. */
  private void yarnOrLongrope() {
    if (parameters.get().find("long_factor").isPresent()) {
      longrope();
    } else {
      yarn();
    }
  }

  /** The factor of queries and keys is given as what is left of the usual {@code 1 + ln(f)/10}. */
  private void yarn() {
    double factor = factor();
    put("yarn", factor);
    parameters
        .flatMap(field -> field.find("truncate"))
        .filter(field -> !field.asBoolean())
        .ifPresent(
            field -> {
              throw field.wrong("true; other blends are not supported");
            });
    copy("beta_fast", SCALING + "yarn_beta_fast");
    copy("beta_slow", SCALING + "yarn_beta_slow");
    original()
        .ifPresent(
            field -> config.put(SCALING + "original_context_length", field.path(), field.value()));
    double attention = attentionFactor(yarnMagnitude(factor));
    double usual = 1 + 0.1 * StrictMath.log(factor);
    config.put(SCALING + "attn_factor", "attention_factor", JsonValue.of(attention / usual));
  }

  private void copy(String name, String key) {
    parameters
        .flatMap(field -> field.find(name))
        .ifPresent(field -> config.put(key, field.path(), field.value()));
  }

  private double yarnMagnitude(double factor) {
    double part = scale("mscale");
    double all = scale("mscale_all_dim");
    return part > 0 && all > 0
        ? magnitude(factor, part) / magnitude(factor, all)
        : magnitude(factor, 1);
  }

  private double scale(String name) {
    return parameters
        .flatMap(field -> field.find(name))
        .map(field -> field.asDouble(0, 1e3))
        .orElse(0.0);
  }

  private static double magnitude(double factor, double scale) {
    return factor <= 1 ? 1 : 1 + 0.1 * scale * StrictMath.log(factor);
  }

  private void longrope() {
    JsonField before =
        original()
            .orElseThrow(
                () ->
                    parameters.get().wrong("original_max_position_embeddings in it or beside it"));
    int original = before.asInt(2, 1 << 30);
    double most = context();
    double factor =
        parameters
            .flatMap(field -> field.find("factor"))
            .map(field -> field.asDouble(1e-3, 1e6))
            .orElse(most / original);
    double stretched =
        factor <= 1 ? 1 : Math.sqrt(1 + StrictMath.log(factor) / StrictMath.log(original));
    config.put(SCALING + "type", "rope_type", JsonValue.of("longrope"));
    config.put(SCALING + "original_context_length", before.path(), before.value());
    config.put(
        SCALING + "attn_factor", "attention_factor", JsonValue.of(attentionFactor(stretched)));
    config.put("rope_factors_long.weight", factors("long_factor"));
    config.put("rope_factors_short.weight", factors("short_factor"));
  }

  private Optional<JsonField> original() {
    String name = "original_max_position_embeddings";
    return config.root().find(name).or(() -> parameters.flatMap(field -> field.find(name)));
  }

  private double attentionFactor(double usual) {
    return parameters
        .flatMap(field -> field.find("attention_factor"))
        .map(field -> field.asDouble(1e-6, 1e6))
        .orElse(usual);
  }

  private float[] factors(String name) {
    JsonField field = parameters.get().require(name);
    List<JsonField> elements = field.elements();
    if (elements.size() != pairs) {
      throw field.wrong(pairs + " numbers, one for each pair of a head that is rotated");
    }
    float[] factors = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      factors[i] = (float) elements.get(i).asDouble(1e-6, 1e6);
    }
    return factors;
  }
}
