package io.millrace.load;

import io.millrace.json.JsonArray;
import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.json.JsonNumber;
import java.util.List;

/**
 * The settings for generating that would change what a model with a source writes, and that nothing
 * here knows; each is refused by name unless it has the value that changes nothing.
 */
final class UnknownGeneration {

  private static final List<Setting> NUMBERS =
      List.of(
          new Setting("diversity_penalty", 0),
          new Setting("num_beam_groups", 1),
          new Setting("encoder_repetition_penalty", 1),
          new Setting("encoder_no_repeat_ngram_size", 0),
          new Setting("guidance_scale", 1),
          new Setting("penalty_alpha", 0));

  /** Those that matter where tokens are drawn. */
  private static final List<Setting> DRAWING =
      List.of(
          new Setting("num_beams", 1),
          new Setting("typical_p", 1),
          new Setting("epsilon_cutoff", 0),
          new Setting("eta_cutoff", 0),
          new Setting("top_h", 1));

  /** Those that change something wherever they are. */
  private static final String[] PRESENT = {
    "begin_suppress_tokens",
    "constraints",
    "dola_layers",
    "exponential_decay_length_penalty",
    "force_words_ids",
    "forced_decoder_ids",
    "max_time",
    "sequence_bias",
    "stop_strings",
    "watermarking_config"
  };

  /**
   * A setting by numbers.
   *
   * @param idle the number that changes nothing
   */
  private record Setting(String name, int idle) {

    void refuse(JsonField object) {
      object
          .find(name)
          .filter(field -> !(field.value() instanceof JsonNumber && isIdle(field)))
          .ifPresent(
              field -> {
                throw field.wrong(idle + "; anything else is not supported, take it out");
              });
    }

    private boolean isIdle(JsonField field) {
      return field.asDouble(-Double.MAX_VALUE, Double.MAX_VALUE) == idle;
    }
  }

  private UnknownGeneration() {}

  /**
   * Refuses them.
   *
   * @param object a {@code generation_config.json}, or a {@code config.json} that stands for it
   * @throws JsonException if one is there
   */
  static void refuse(JsonField object) {
    NUMBERS.forEach(setting -> setting.refuse(object));
    for (String name : PRESENT) {
      object.find(name).filter(field -> !isEmpty(field)).ifPresent(UnknownGeneration::refuseAny);
    }
    if (isTrue(object, "do_sample")) {
      DRAWING.forEach(setting -> setting.refuse(object));
    }
    object
        .find("renormalize_logits")
        .filter(JsonField::asBoolean)
        .ifPresent(UnknownGeneration::refuseAny);
  }

  private static boolean isTrue(JsonField object, String name) {
    return object.find(name).map(JsonField::asBoolean).orElse(false);
  }

  private static boolean isEmpty(JsonField field) {
    return field.value() instanceof JsonArray array && array.size() == 0;
  }

  private static void refuseAny(JsonField field) {
    throw field.wrong("none; it is not supported, take it out");
  }
}
