package io.millrace.cli;

import io.millrace.DecodingOptions;
import io.millrace.Translation;
import io.millrace.Translator;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code summarize}: texts to shorter ones, by a model with an encoder and a decoder. */
@Command(
    name = "summarize",
    description = {
      "Summarizes texts, a line each; texts of several lines come from JSON lines or CSV.",
      "A text that fails is said on standard error, and is an empty line."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all summarized, 2 wrong use, 3 some texts failed.",
      "",
      "Example: millrace summarize --model ./bart-cnn --field article --input articles.jsonl"
    })
final class SummarizeCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "M",
      required = true,
      description = "A model with an encoder and a decoder: a model folder or a known name.")
  private String model;

  @Mixin private TextArguments texts;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Put before each text, such as 'summarize: ' for T5.",
      defaultValue = "")
  private String prefix;

  @Mixin private DecodingArguments decoding;

  @Option(names = "--json", description = "Print a line of JSON a text.")
  private boolean json;

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    texts.expectSense();
    decoding.expectSense();
    try (TextInput input = texts.open();
        Translator opened = Translator.open(model, arguments.options())) {
      DecodingOptions options = decoding.apply(opened.defaults());
      TextRun<Translation> run =
          new TextRun<>(
              "summarize",
              text -> opened.submit(prefix + text, options),
              answer -> answer.usage().totalTokens(),
              spec.commandLine().getErr());
      return run.run(input, new TranslationOutput(spec.commandLine().getOut(), json));
    }
  }
}
