package io.millrace.cli;

import io.millrace.batch.SourceText;
import io.millrace.batch.TextFormat;
import io.millrace.batch.TextSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;

/** Where the texts of a command come from. */
final class TextInput implements Closeable {

  private final TextSource source;
  private final String line;
  private final long bytes;

  /**
   * @param line what a text's number is put behind
   * @param bytes of all texts, or 0 if that is not known
   */
  private TextInput(TextSource source, String line, long bytes) {
    this.source = source;
    this.line = line;
    this.bytes = bytes;
  }

  /** Texts of a command line. */
  static TextInput of(String... texts) {
    return new TextInput(new Given(Arrays.asList(texts).iterator()), "text ", 0);
  }

  /** Texts of a stream, which is closed with this one. */
  static TextInput of(String name, InputStream in, TextFormat format, String field, long bytes)
      throws IOException {
    try {
      return new TextInput(TextSource.open(in, format, field), name + ": line ", bytes);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The next text or bad line, or empty at the end. */
  Optional<SourceText> next() throws IOException {
    return source.next();
  }

  /** Where a text stands, in words. */
  String place(SourceText text) {
    return line + text.line();
  }

  /** Whether it is known how much there is, so that progress can be shown. */
  boolean isMeasured() {
    return bytes > 0;
  }

  long bytes() {
    return bytes;
  }

  long consumed() {
    return source.consumed();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Texts that are there, numbered from 1. */
  private static final class Given implements TextSource {

    private final Iterator<String> texts;
    private long number;

    Given(Iterator<String> texts) {
      this.texts = texts;
    }

    @Override
    public Optional<SourceText> next() {
      return texts.hasNext()
          ? Optional.of(new SourceText(++number, texts.next(), ""))
          : Optional.empty();
    }

    @Override
    public long consumed() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
