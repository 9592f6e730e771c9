package io.millrace.cli;

import io.millrace.Model;
import io.millrace.ScoringOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rerank}: documents in the order in which they answer a query. */
@Command(
    name = "rerank",
    description = {
      "Orders documents by how well they answer a query, best first.",
      "A document that fails is said on standard error."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all scored, 2 wrong use, 3 some documents failed.",
      "",
      "Example: millrace rerank --model ./reranker --query \"fine flour\" --top 3 --input docs.txt"
    })
final class RerankCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "M",
      required = true,
      description = "A reranker, or a text encoder, whose cosines are taken.")
  private String model;

  @Option(
      names = "--query",
      paramLabel = "TEXT",
      required = true,
      description = "What the documents are held against.")
  private String query;

  @Mixin private TextArguments texts;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Show the best N; default: all, which are kept in memory then.")
  private Integer top;

  @Option(names = "--json", description = "Print a line of JSON a document.")
  private boolean json;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "Tokens at most, longer texts are cut; default: the model's limit.")
  private Integer maxLength;

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    texts.expectSense();
    if (top != null && top < 1) {
      throw new IllegalArgumentException("top: is " + top + ", expected at least 1");
    }
    ScoringOptions options = ScoringOptions.defaults();
    options = maxLength == null ? options : options.withMaxTokens(maxLength);
    try (TextInput input = texts.open();
        Model opened = Model.open(model, arguments.options())) {
      DocumentScorer scorer = DocumentScorer.of(opened, query, options);
      RankOutput ranks =
          new RankOutput(
              spec.commandLine().getOut(),
              top == null ? Integer.MAX_VALUE : top,
              json ? RankOutput::json : RankOutput::row);
      return new TextRun<>("rerank", scorer, s -> s.tokens(), spec.commandLine().getErr())
          .run(input, ranks);
    }
  }
}
