package io.millrace.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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

  @Mixin private TranslatorArguments arguments;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Put before each text, such as 'summarize: ' for T5.",
      defaultValue = "")
  private String prefix;

  @Override
  public Integer call() throws IOException {
    return arguments.run(prefix, UnaryOperator.identity());
  }
}
