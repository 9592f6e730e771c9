package io.millrace.cli;

import io.millrace.TextEncoder;
import io.millrace.bench.EmbedBench;
import io.millrace.bench.EmbedFigures;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench embed M}: texts per second of an encoder. */
@Command(
    name = "embed",
    description =
        "Measures an encoder's texts and tokens per second: all lines of a file together.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace bench embed minilm --texts lines.txt"})
final class BenchEmbedCommand implements Callable<Integer> {

  @Parameters(paramLabel = "M", description = "A model folder, a .gguf file or a known name.")
  private String model;

  @Option(
      names = "--texts",
      required = true,
      paramLabel = "FILE",
      description = "What is encoded: a text a line, UTF-8.")
  private Path texts;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description = "Also writes the vectors there, in order, as little-endian F32.")
  private Path vectors;

  @Mixin private BenchArguments bench;

  @Mixin private ModelArguments arguments;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> lines = Files.readAllLines(texts);
    if (lines.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), texts + ": is empty, expected a text a line");
    }
    try (TextEncoder opened = TextEncoder.open(model, arguments.options())) {
      EmbedFigures figures = new EmbedBench(opened, bench.repetitions()).run(lines);
      if (vectors != null) {
        write(figures.vectors());
      }
      out.println(bench.isJson() ? figures.toJson() : figures.toText());
    }
    return ExitCode.DONE;
  }

  private void write(List<float[]> rows) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(vectors))) {
      for (float[] row : rows) {
        ByteBuffer bytes =
            ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(row);
        out.write(bytes.array());
      }
    }
  }
}
