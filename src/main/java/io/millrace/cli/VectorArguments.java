package io.millrace.cli;

import io.millrace.Embedding;
import io.millrace.format.NpyWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that say where vectors go. */
final class VectorArguments {

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Vectors as a NumPy file (.npy), a row a text, or else as JSON lines.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace an existing output.")
  private boolean overwrite;

  @Option(names = "--json", description = "Print a line of JSON a text.")
  private boolean json;

  /**
   * Checks what can be checked before a model is opened.
   *
   * @throws IllegalArgumentException if the options make no sense
   */
  void expectSense() {
    if (output == null) {
      return;
    }
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("output: the folder of " + output + " does not exist");
    }
    if (json && isNpy()) {
      throw new IllegalArgumentException("json: stands beside a .npy file, expected one of them");
    }
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      throw new IllegalArgumentException(
          "output: " + output + " is no ordinary file; print lines with --json");
    }
    if (Files.exists(output) && !overwrite) {
      throw new IllegalArgumentException(
          "output: " + output + " exists; name another file, or replace it with --overwrite");
    }
  }

  private boolean isNpy() {
    return output.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
  }

  /**
   * Sends all texts on their way, and returns the exit code.
   *
   * @param dimensions elements of each vector
   */
  int run(TextRun<Embedding> run, TextInput input, PrintWriter out, int dimensions)
      throws IOException {
    if (output == null) {
      return run.run(input, new LineOutput<>(out, json ? EmbeddingText::json : EmbeddingText::row));
    }
    if (isNpy()) {
      try (NpyWriter writer = new NpyWriter(output, dimensions)) {
        return run.run(input, NpyOutput.of(writer, dimensions));
      }
    }
    try (JsonFileOutput<Embedding> lines = new JsonFileOutput<>(output, EmbeddingText::json)) {
      return run.run(input, lines);
    }
  }
}
