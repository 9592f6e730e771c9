package io.millrace.load;

import io.millrace.json.JsonException;
import io.millrace.json.JsonField;
import io.millrace.tokenizer.TextTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An encoder in a Hugging Face folder.
 *
 * @param tensors of the model and its modules
 * @param readout what its vectors or labels are made by
 * @param settings how it is to be used
 * @param tokenizer text to ids
 */
record FolderEncoder(
    ModuleTensors tensors, ReadoutPlan readout, EncoderSettings settings, TextTokenizer tokenizer)
    implements EncoderSource {

  private static final int MOST_WIDTH = 1 << 20;

  /** Reads what a folder has beside its weights, and opens the weights of its modules. */
  static FolderEncoder open(FolderSource source) throws IOException {
    try {
      LabelSettings.Subject subject = source.kindOfFolder().subject();
      FolderTokenizer files = FolderTokenizer.of(source.folder());
      FolderText text = new FolderText(files, source.modules().folder());
      TextTokenizer tokenizer = text.tokenizer();
      return subject == LabelSettings.Subject.NOTHING
          ? vectors(source, text, tokenizer)
          : labels(source, text, tokenizer, subject);
    } catch (JsonException e) {
      throw FolderSource.inConfig(source.folder(), e);
    }
  }

  private static FolderEncoder vectors(
      FolderSource source, FolderText text, TextTokenizer tokenizer) throws IOException {
    int width =
        source
            .metadata()
            .integer(source.architecture() + ".embedding_length")
            .filter(d -> d >= 1 && d <= MOST_WIDTH)
            .orElseThrow(
                () -> new JsonException("hidden_size: found nothing, expected a whole number"));
    SentenceModules modules = SentenceModules.read(source.modules(), width);
    TextSettings texts = text.read(tokenizer, modules.prompts());
    return new FolderEncoder(
        ModuleTensors.open(source.tensors(), modules.folders()),
        modules.head(),
        new EncoderSettings(texts, LabelSettings.none(), modules.lengths(), text.elements()),
        tokenizer);
  }

  private static FolderEncoder labels(
      FolderSource source, FolderText text, TextTokenizer tokenizer, LabelSettings.Subject subject)
      throws IOException {
    Path home = source.modules().folder();
    Optional<JsonField> function =
        FolderTokenizer.optional(home.resolve("config_sentence_transformers.json"))
            .find("activation_fn");
    LabelSettings labels = new FolderLabels(source.root(), function).read(subject);
    TextSettings texts = text.read(tokenizer, TextSettings.PromptUse.COUNTED);
    return new FolderEncoder(
        ModuleTensors.open(source.tensors(), Map.of()),
        new LabelHead(labels),
        new EncoderSettings(
            texts, labels, EncoderSettings.Lengths.AS_COMPUTED, EncoderSettings.ALL),
        tokenizer);
  }

  @Override
  public void close() throws IOException {
    tensors.close();
  }
}
