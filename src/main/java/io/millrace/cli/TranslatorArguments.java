package io.millrace.cli;

import io.millrace.DecodingOptions;
import io.millrace.Overflow;
import io.millrace.Translation;
import io.millrace.Translator;
import java.io.IOException;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that makes texts of texts, by a model with an encoder and a decoder. */
final class TranslatorArguments {

  @Option(
      names = "--model",
      paramLabel = "M",
      required = true,
      description = "A model with an encoder and a decoder: a model folder or a known name.")
  private String model;

  @Mixin private TextArguments texts;

  @Mixin private DecodingArguments decoding;

  @Option(
      names = "--truncate",
      description = "Cut texts that are longer than the model reads; default: they fail.")
  private boolean truncate;

  @Option(names = "--json", description = "Print a line of JSON a text.")
  private boolean json;

  @Mixin private ModelArguments arguments;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Sends all texts on their way, and returns the exit code.
   *
   * @param prefix put before each text
   * @param more puts in what only this command says
   */
  int run(String prefix, UnaryOperator<DecodingOptions> more) throws IOException {
    texts.expectSense();
    decoding.expectSense();
    try (TextInput input = texts.open();
        Translator opened = Translator.open(model, arguments.options())) {
      DecodingOptions usual =
          opened.defaults().withSourceOverflow(truncate ? Overflow.CUT : Overflow.REFUSE);
      DecodingOptions options = more.apply(decoding.apply(usual));
      TextRun<Translation> run =
          new TextRun<>(
              command.name(),
              text -> opened.submit(prefix + text, options),
              answer -> answer.usage().totalTokens(),
              command.commandLine().getErr());
      return run.run(input, new TranslationOutput(command.commandLine().getOut(), json));
    }
  }
}
