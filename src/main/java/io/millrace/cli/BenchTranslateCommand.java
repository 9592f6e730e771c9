package io.millrace.cli;

import io.millrace.LanguageModel;
import io.millrace.bench.TranslateBench;
import io.millrace.bench.TranslateFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench translate M}: sentences per second of an encoder-decoder. */
@Command(
    name = "translate",
    description = {
      "Measures a translator's sentences per second: all lines of a file together, by beam search,"
          + " each with the same number of new tokens, the end token suppressed before."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace bench translate FOLDER --sources ids.txt --beams 4"})
final class BenchTranslateCommand implements Callable<Integer> {

  private static final Pattern IDS = Pattern.compile("\\d{1,9}( \\d{1,9})*");

  @Parameters(paramLabel = "M", description = "A model folder, a .gguf file or a known name.")
  private String model;

  @Option(
      names = "--sources",
      required = true,
      paramLabel = "FILE",
      description = "What is translated: token ids a line, spaces between, end token included.")
  private Path sources;

  @Option(
      names = "--targets",
      paramLabel = "FILE",
      description = "Also writes the best hypotheses there, as token ids.")
  private Path targets;

  @Option(names = "--beams", paramLabel = "N", description = "Beams of a search; default: 4.")
  private int beams = 4;

  @Option(
      names = "--new-tokens",
      paramLabel = "N",
      description = "Tokens generated for each sentence; default: 30.")
  private int newTokens = 30;

  @Mixin private BenchArguments bench;

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<int[]> lines = read();
    try (LanguageModel opened = LanguageModel.open(model, arguments.options())) {
      TranslateFigures figures =
          new TranslateBench(opened, bench.repetitions())
              .run(lines, new TranslateBench.Work(beams, newTokens));
      if (targets != null) {
        Files.write(targets, figures.targets().stream().map(BenchTranslateCommand::line).toList());
      }
      out.println(bench.isJson() ? figures.toJson() : figures.toText());
    }
    return ExitCode.DONE;
  }

  private List<int[]> read() throws IOException {
    List<String> lines = Files.readAllLines(sources);
    if (lines.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), sources + ": is empty, expected token ids a line");
    }
    for (int i = 0; i < lines.size(); i++) {
      if (!IDS.matcher(lines.get(i)).matches()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "%s: line %d is no list of token ids, expected one such as \"17 254 0\""
                .formatted(sources, i + 1));
      }
    }
    return lines.stream()
        .map(line -> Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray())
        .toList();
  }

  private static String line(int[] ids) {
    return Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }
}
