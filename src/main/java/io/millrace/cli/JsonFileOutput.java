package io.millrace.cli;

import io.millrace.batch.SourceText;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.BiFunction;

/** A line of a file for each answer; the file has its name when it is complete. */
final class JsonFileOutput<A> implements TextOutput<A>, Closeable {

  private final Path file;
  private final Path part;
  private final BiFunction<SourceText, A, String> format;
  private final BufferedWriter writer;

  JsonFileOutput(Path file, BiFunction<SourceText, A, String> format) throws IOException {
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.format = format;
    this.writer = Files.newBufferedWriter(part);
  }

  @Override
  public void answered(SourceText text, A answer) throws IOException {
    writer.write(format.apply(text, answer));
    writer.write('\n');
  }

  @Override
  public void failed(SourceText text) {}

  @Override
  public void finish() throws IOException {
    writer.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Takes away what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    writer.close();
    Files.deleteIfExists(part);
  }
}
