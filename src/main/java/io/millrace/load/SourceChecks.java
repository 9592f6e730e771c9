package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.model.NetworkShape;
import java.util.Optional;
import java.util.OptionalInt;

/** What a model with a source must have besides its network. */
final class SourceChecks {

  private SourceChecks() {}

  /**
   * Checks a model's texts and defaults against its network.
   *
   * @throws FormatException if something is missing, or a token has no row
   */
  static void check(
      ModelSource source,
      NetworkShape shape,
      Optional<SourceText> text,
      GenerationDefaults generation)
      throws FormatException {
    if (shape.source().isEmpty()) {
      return;
    }
    if (text.isEmpty()) {
      throw new FormatException(
          source.name() + ": has no tokenizer for sources, expected one that is supported");
    }
    int tokens = text.get().tokenizer().vocabulary().size();
    int rows = shape.source().get().vocabulary();
    if (tokens > rows) {
      throw new FormatException(
          "%s: source vocabulary has %d tokens, expected at most the %d rows of %s"
              .formatted(
                  source.name(), tokens, rows, source.tensors().label("enc.token_embd.weight")));
    }
    if (generation.decoderStart().isEmpty()) {
      throw new FormatException(
          source.name()
              + ": decoder_start_token_id is missing, expected a token; add it to"
              + " generation_config.json");
    }
    if (generation.decoderStart().getAsInt() < 0) {
      throw new FormatException(
          source.name() + ": decoder_start_token_id is below 0, expected a token");
    }
    checkToken(source, "decoder_start_token_id", generation.decoderStart(), shape.vocabulary());
    checkToken(source, "forced_bos_token_id", generation.forcedBos(), shape.vocabulary());
  }

  private static void checkToken(ModelSource source, String name, OptionalInt id, int rows)
      throws FormatException {
    if (id.isPresent() && id.getAsInt() >= rows) {
      throw new FormatException(
          "%s: %s is %d, expected 0 to %d".formatted(source.name(), name, id.getAsInt(), rows - 1));
    }
  }
}
