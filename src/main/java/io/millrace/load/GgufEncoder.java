package io.millrace.load;

import io.millrace.format.FormatException;
import io.millrace.format.GgufMetadata;
import io.millrace.model.Pooling;
import io.millrace.model.PoolingMode;
import io.millrace.tokenizer.TextTokenizer;
import io.millrace.tokenizer.Truncation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An encoder in a GGUF file. Nothing there says whether vectors have length 1; they do, as those of
 * other programs that read such files.
 *
 * @param tensors of the file
 * @param readout pooling as the file says
 * @param settings the same for all files
 * @param tokenizer text to ids
 */
record GgufEncoder(
    StoredTensors tensors, ReadoutPlan readout, EncoderSettings settings, TextTokenizer tokenizer)
    implements EncoderSource {

  /** The numbers of {@code pooling_type} that stand for one vector of a text. */
  private static final Map<Integer, PoolingMode> MODES =
      Map.of(1, PoolingMode.MEAN, 2, PoolingMode.FIRST, 3, PoolingMode.LAST);

  /** Reads what a file has beside its weights. */
  static GgufEncoder open(GgufSource source) throws FormatException {
    if (!(source.tokenizer() instanceof TextTokenizer tokenizer)) {
      throw new FormatException(
          "%s: tokenizer is \"%s\", expected \"bert\" in a file of an encoder; load the model's Hugging Face folder"
              .formatted(source.name(), source.tokenizerKind()));
    }
    return new GgufEncoder(
        source.tensors(),
        new SentenceHead(Pooling.of(pooling(source)), List.of()),
        new EncoderSettings(
            texts(), LabelSettings.none(), EncoderSettings.Lengths.ONE, EncoderSettings.ALL),
        tokenizer);
  }

  private static PoolingMode pooling(GgufSource source) throws FormatException {
    GgufMetadata metadata = source.file().metadata();
    String key = source.architecture() + ".pooling_type";
    if (!metadata.has(key)) {
      return PoolingMode.MEAN;
    }
    int type = metadata.getInt(key);
    if (!MODES.containsKey(type)) {
      throw new FormatException(
          "%s: %s is %d, expected 1 (mean), 2 (cls) or 3 (last); load the model's Hugging Face folder"
              .formatted(source.name(), key, type));
    }
    return MODES.get(type);
  }

  private static TextSettings texts() {
    return new TextSettings(
        Integer.MAX_VALUE,
        Truncation.Side.RIGHT,
        TextSettings.Parts.TOLD_APART,
        Map.of(),
        Optional.empty(),
        TextSettings.PromptUse.COUNTED);
  }

  @Override
  public void close() {} // the source closes the file
}
