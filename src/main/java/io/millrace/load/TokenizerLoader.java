package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufFile;
import io.millrace.format.GgufMetadata;
import io.millrace.format.StringArray;
import io.millrace.tokenizer.PackedStrings;
import io.millrace.tokenizer.SpecialIds;
import io.millrace.tokenizer.TextRules;
import io.millrace.tokenizer.Tokenizer;
import io.millrace.tokenizer.TokenizerSpec;
import io.millrace.tokenizer.Tokenizers;
import io.millrace.tokenizer.UnigramTokens;
import io.millrace.tokenizer.Vocabulary;
import java.util.OptionalInt;

/** Makes the tokenizer that a model file describes. */
public final class TokenizerLoader {

  private static final String PREFIX = "tokenizer.ggml.";

  private final GgufMetadata metadata;

  private TokenizerLoader(GgufMetadata metadata) {
    this.metadata = metadata;
  }

  /**
   * Makes the tokenizer of a file, which may hold a vocabulary only.
   *
   * @throws FormatException if a key is missing or wrong, or the tokenizer is not supported
   */
  public static Tokenizer load(GgufFile file) throws FormatException {
    try {
      return new TokenizerLoader(file.metadata()).tokenizer();
    } catch (IllegalArgumentException e) {
      throw ModelLoader.inFile(file.name(), e);
    }
  }

  private Tokenizer tokenizer() throws FormatException {
    TokenizerSpec spec = spec();
    if (!spec.model().equals("t5")) {
      return Tokenizers.of(spec);
    }
    String map = PREFIX + "precompiled_charsmap";
    return UnigramTokens.of(spec, metadata.has(map) ? metadata.getByteArray(map) : new byte[0]);
  }

  private TokenizerSpec spec() throws FormatException {
    String model = metadata.getString(PREFIX + "model");
    String pre = metadata.getString(PREFIX + "pre", "");
    return new TokenizerSpec(model, pre, vocabulary(), merges(), ids(), rules(model, pre));
  }

  private Vocabulary vocabulary() throws FormatException {
    float[] scores = has("scores") ? metadata.getFloatArray(PREFIX + "scores") : new float[0];
    int[] types = has("token_type") ? metadata.getIntArray(PREFIX + "token_type") : new int[0];
    return new Vocabulary(packed(metadata.getStringArray(PREFIX + "tokens")), scores, types);
  }

  private PackedStrings merges() throws FormatException {
    return has("merges")
        ? packed(metadata.getStringArray(PREFIX + "merges"))
        : PackedStrings.of(java.util.List.of());
  }

  private SpecialIds ids() throws FormatException {
    return new SpecialIds(
        id("bos_token_id"), id("eos_token_id"), id("eot_token_id"), id("unknown_token_id"));
  }

  private TextRules rules(String model, String pre) throws FormatException {
    TextRules defaults = TextRules.defaults(model, pre);
    return new TextRules(
        flag("add_bos_token", defaults.addBos()),
        flag("add_eos_token", defaults.addEos()),
        flag("add_space_prefix", defaults.addSpacePrefix()),
        flag("remove_extra_whitespaces", defaults.removeExtraWhitespaces()));
  }

  private boolean has(String key) {
    return metadata.has(PREFIX + key);
  }

  private OptionalInt id(String key) throws FormatException {
    return has(key) ? OptionalInt.of(metadata.getInt(PREFIX + key)) : OptionalInt.empty();
  }

  private boolean flag(String key, boolean fallback) throws FormatException {
    return metadata.findBoolean(PREFIX + key).orElse(fallback);
  }

  private static PackedStrings packed(StringArray texts) {
    int[] offsets = new int[texts.size() + 1];
    for (int i = 0; i < texts.size(); i++) {
      offsets[i + 1] = offsets[i] + texts.length(i);
    }
    return new PackedStrings(texts.allBytes(), offsets);
  }
}
