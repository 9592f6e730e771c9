package io.millrace.cli;

import io.millrace.DecodingOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code translate}: texts to texts, by a model with an encoder and a decoder. */
@Command(
    name = "translate",
    description = {
      "Translates texts, a line each.",
      "A text that fails is said on standard error, and is an empty line."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all translated, 2 wrong use, 3 some texts failed.",
      "",
      "Example: millrace translate --model ./opus-mt-en-de --beams 4 --input english.txt"
    })
final class TranslateCommand implements Callable<Integer> {

  @Mixin private TranslatorArguments arguments;

  @Option(
      names = "--source-language",
      paramLabel = "NAME",
      description = "The language of the texts, by the model's name for it, such as en_XX.")
  private String sourceLanguage;

  @Option(
      names = "--target-language",
      paramLabel = "NAME",
      description = "The language to translate to, such as de_DE.")
  private String targetLanguage;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Put before each text, such as 'translate English to German: ' for T5.",
      defaultValue = "")
  private String prefix;

  @Override
  public Integer call() throws IOException {
    return arguments.run(prefix, this::languages);
  }

  private DecodingOptions languages(DecodingOptions options) {
    options = sourceLanguage == null ? options : options.withSourceLanguage(sourceLanguage);
    return targetLanguage == null ? options : options.withTargetLanguage(targetLanguage);
  }
}
