package io.millrace;

import io.millrace.engine.EncoderRequest;
import io.millrace.load.LoadedEncoder;
import io.millrace.load.TextSettings;
import io.millrace.tokenizer.Encoding;
import io.millrace.tokenizer.SpecialTokens;
import io.millrace.tokenizer.TextInput;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.Truncation;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;

/** Turns texts into what an encoder's engine runs, and refuses what cannot be run. */
final class EncoderTexts {

  private static final String TEXT = "text";

  private final TextTokenizer tokenizer;
  private final TextSettings settings;
  private final boolean toldApart;

  EncoderTexts(LoadedEncoder model) {
    tokenizer = model.tokenizer();
    settings = model.settings().texts();
    toldApart =
        settings.parts() == TextSettings.Parts.TOLD_APART
            && model.network().shape().tokenTypes() > 1;
  }

  /**
   * How long a text may be.
   *
   * @param maxTokens tokens at most, if there is a limit besides the model's own
   * @param overflow what becomes of longer ones
   */
  record Limit(OptionalInt maxTokens, Overflow overflow) {}

  /**
   * Reads one text or two.
   *
   * @throws RequestException if there is no token, or there are too many
   */
  Encoding read(TextInput input, Limit limit) {
    Objects.requireNonNull(input.text(), "text: is null, expected a text");
    int most = Math.min(settings.mostTokens(), limit.maxTokens.orElse(Integer.MAX_VALUE));
    TextInput parsed = input.with(SpecialTokens.PARSE);
    Truncation cut = new Truncation(most, settings.side(), Truncation.Strategy.LONGEST_FIRST);
    Truncation truncation = limit.overflow == Overflow.CUT ? cut : Truncation.none();
    Encoding encoding = encode(parsed.with(truncation));
    check(encoding.size(), most);
    return encoding;
  }

  private static void check(int tokens, int most) {
    if (tokens == 0) {
      throw RequestException.invalid(TEXT, "text: has no tokens, expected some to read");
    }
    if (tokens > most) {
      throw RequestException.tooLong(
          "text: has %d tokens, expected at most %d; shorten it or let it be cut"
              .formatted(tokens, most));
    }
  }

  private Encoding encode(TextInput input) {
    try {
      return tokenizer.encode(input);
    } catch (IllegalArgumentException e) {
      throw RequestException.invalid(TEXT, e.getMessage());
    }
  }

  /** The request that an encoding makes. */
  EncoderRequest request(Encoding encoding) {
    return request(encoding, 0);
  }

  /** The same, the first tokens of which do not count, as long as one is left. */
  EncoderRequest request(Encoding encoding, int without) {
    int[] types = toldApart ? encoding.typeIds() : new int[encoding.size()];
    return new EncoderRequest(TEXT, encoding.ids(), types, Math.min(without, encoding.size() - 1));
  }

  /**
   * The request that tokens make as they are.
   *
   * @throws RequestException if there are none, or too many
   */
  EncoderRequest request(int[] tokens, Limit limit) {
    int most = Math.min(settings.mostTokens(), limit.maxTokens.orElse(Integer.MAX_VALUE));
    int length = limit.overflow == Overflow.CUT ? Math.min(tokens.length, most) : tokens.length;
    check(length, most);
    int from = settings.side() == Truncation.Side.LEFT ? tokens.length - length : 0;
    int[] ids = Arrays.copyOfRange(tokens, from, from + length);
    return new EncoderRequest(TEXT, ids, new int[length], 0);
  }

  /** Tokens of a prompt in front of a text: what stands before it included, what follows not. */
  int promptTokens(String prompt) {
    Encoding alone = encode(TextInput.of(prompt).with(SpecialTokens.PARSE));
    int last = alone.size() - 1;
    return last >= 0 && alone.isFrame(last) ? last : alone.size();
  }

  TextSettings settings() {
    return settings;
  }
}
