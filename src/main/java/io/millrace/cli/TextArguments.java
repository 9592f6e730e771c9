package io.millrace.cli;

import io.millrace.batch.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say where texts come from. */
final class TextArguments {

  private static final String DEFAULT_NAME = "text";

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..*",
      description = "The texts; without any and without --input, standard input.")
  private String[] texts = {};

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Texts: one a line, JSON lines, or a column of CSV.")
  private Path input;

  @Option(
      names = "--format",
      paramLabel = "text|jsonl|csv",
      description = "How they stand in it; default: by the suffix, .jsonl, .csv, else text.")
  private TextFormat format;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      description = "The member of JSON lines that is a text, unless a line is one; default: text.")
  private String field;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "The column of CSV that holds the texts; default: text.")
  private String column;

  /**
   * Checks what can be checked before a model is opened.
   *
   * @throws IllegalArgumentException if the options make no sense together
   */
  void expectSense() {
    if (texts.length > 0 && (input != null || format != null || field != null || column != null)) {
      throw new IllegalArgumentException(
          "texts: are given beside the options of a file, expected one of the two");
    }
    if (field != null && format() != TextFormat.JSONL) {
      throw new IllegalArgumentException("field: needs --format jsonl, found " + formatName());
    }
    if (column != null && format() != TextFormat.CSV) {
      throw new IllegalArgumentException("column: needs --format csv, found " + formatName());
    }
    if (input != null && !Files.isReadable(input)) {
      throw new IllegalArgumentException("input: " + input + " is no file that can be read");
    }
  }

  private String formatName() {
    return format().name().toLowerCase(Locale.ROOT);
  }

  /** What was said, or what the file's name or the other options say. */
  private TextFormat format() {
    if (format != null) {
      return format;
    }
    if (input != null) {
      return TextFormat.of(input);
    }
    if (field != null) {
      return TextFormat.JSONL;
    }
    return column != null ? TextFormat.CSV : TextFormat.TEXT;
  }

  /** Opens the texts. */
  TextInput open() throws IOException {
    if (texts.length > 0) {
      return TextInput.of(texts);
    }
    String name = column != null ? column : field != null ? field : DEFAULT_NAME;
    if (input == null) {
      return TextInput.of("standard input", System.in, format(), name, 0);
    }
    InputStream in = Files.newInputStream(input);
    return TextInput.of(input.toString(), in, format(), name, Files.size(input));
  }
}
