package io.millrace.cli;

import io.millrace.Classification;
import io.millrace.Classifier;
import io.millrace.LabeledText;
import io.millrace.ScoringOptions;
import io.millrace.ScoringOptions.ScoreFunction;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classify}: labels of texts, or of the parts of texts. */
@Command(
    name = "classify",
    description = {
      "Gives texts labels; a model for tokens gives the parts of texts labels.",
      "A text that fails is said on standard error."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all labeled, 2 wrong use, 3 some texts failed.",
      "",
      "Example: millrace classify --model ./sentiment \"What a fine mill\" \"It leaks\""
    })
final class ClassifyCommand implements Callable<Integer> {

  private static final String NAME = "classify";

  @Option(
      names = "--model",
      paramLabel = "M",
      required = true,
      description = "A classifier: a model folder or a known name.")
  private String model;

  @Mixin private TextArguments texts;

  @Option(names = "--json", description = "Print a line of JSON a text, with all labels.")
  private boolean json;

  @Option(
      names = "--scores",
      paramLabel = "as-model|none|sigmoid|softmax",
      description = "What becomes of raw scores; default: as-model, as its folder says.")
  private ScoreFunction function;

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
    ScoringOptions options = options();
    try (TextInput input = texts.open();
        Classifier opened = Classifier.open(model, arguments.options())) {
      return opened.subject() == Classifier.Subject.TOKENS
          ? labelTokens(opened, input, options)
          : classify(opened, input, options);
    }
  }

  private ScoringOptions options() {
    ScoringOptions options = ScoringOptions.defaults();
    options = function == null ? options : options.withFunction(function);
    return maxLength == null ? options : options.withMaxTokens(maxLength);
  }

  private int classify(Classifier opened, TextInput input, ScoringOptions options)
      throws IOException {
    int width = opened.labels().stream().mapToInt(String::length).max().orElse(1);
    TextRun<Classification> run =
        new TextRun<>(
            NAME,
            text -> opened.submit(text, options),
            Classification::tokens,
            spec.commandLine().getErr());
    return run.run(
        input,
        new LineOutput<>(
            spec.commandLine().getOut(),
            json ? LabelText::json : (text, answer) -> LabelText.row(text, answer, width)));
  }

  private int labelTokens(Classifier opened, TextInput input, ScoringOptions options)
      throws IOException {
    TextRun<LabeledText> run =
        new TextRun<>(
            NAME,
            text -> opened.submitLabels(text, options),
            LabeledText::tokens,
            spec.commandLine().getErr());
    return run.run(
        input,
        new LineOutput<>(
            spec.commandLine().getOut(), json ? LabelText::spansJson : LabelText::spans));
  }
}
