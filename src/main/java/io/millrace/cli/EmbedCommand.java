package io.millrace.cli;

import io.millrace.Embedding;
import io.millrace.EncodingOptions;
import io.millrace.EncodingOptions.Normalization;
import io.millrace.TextEncoder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code embed}: texts to vectors. */
@Command(
    name = "embed",
    description = {
      "Turns texts into vectors: those of like meaning have vectors of like direction.",
      "A text that fails is said on standard error, and is a row of NaN in a .npy file."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all encoded, 2 wrong use, 3 some texts failed.",
      "",
      "Example: millrace embed --model minilm --input sentences.txt --output vectors.npy"
    })
final class EmbedCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "M",
      required = true,
      description = "A text encoder: a model folder, a .gguf file or a known name.")
  private String model;

  @Mixin private TextArguments texts;

  @Mixin private VectorArguments vectors;

  @Option(
      names = "--prompt-name",
      paramLabel = "NAME",
      description = "The model's prompt that is put before each text, such as query.")
  private String promptName;

  @Option(
      names = "--dimensions",
      paramLabel = "N",
      description = "Elements to keep, the first ones, of models trained for it; default: all.")
  private Integer dimensions;

  @Option(
      names = "--normalize",
      paramLabel = "as-model|on|off",
      description = "Bring vectors to length 1; default: as-model, as its folder says.")
  private Normalization normalization;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "Tokens of a text at most, longer ones are cut; default: the model's limit.")
  private Integer maxLength;

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    texts.expectSense();
    EncodingOptions options = options();
    vectors.expectSense();
    try (TextInput input = texts.open();
        TextEncoder opened = TextEncoder.open(model, arguments.options())) {
      expectKnown(opened);
      TextRun<Embedding> run =
          new TextRun<>(
              "embed",
              text -> opened.submit(text, options),
              Embedding::tokens,
              spec.commandLine().getErr());
      int elements = dimensions == null ? opened.dimensions() : dimensions;
      return vectors.run(run, input, spec.commandLine().getOut(), elements);
    }
  }

  private EncodingOptions options() {
    EncodingOptions options = EncodingOptions.defaults();
    options = promptName == null ? options : options.withPromptName(promptName);
    options = dimensions == null ? options : options.withDimensions(dimensions);
    options = normalization == null ? options : options.withNormalization(normalization);
    return maxLength == null ? options : options.withMaxTokens(maxLength);
  }

  /** What would fail for every text fails once. */
  private void expectKnown(TextEncoder opened) {
    if (promptName != null && !opened.prompts().containsKey(promptName)) {
      throw new IllegalArgumentException(
          "prompt-name: is "
              + promptName
              + (opened.prompts().isEmpty()
                  ? ", and the model has no prompts"
                  : ", expected one of " + String.join(", ", opened.prompts().keySet())));
    }
    if (dimensions != null && dimensions > opened.dimensions()) {
      throw new IllegalArgumentException(
          "dimensions: is " + dimensions + ", expected 1 to " + opened.dimensions());
    }
  }
}
