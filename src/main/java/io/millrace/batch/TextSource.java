package io.millrace.batch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The texts of a file, one at a time; a bad line is reported and the next one is read. */
public interface TextSource extends Closeable {

  /**
   * Opens the texts of a stream of UTF-8; closing them closes it.
   *
   * @param name of the member or column that is read; of no meaning for plain lines
   * @throws JobRefusedException if there is no such column
   * @throws IOException if reading fails
   */
  static TextSource open(InputStream in, TextFormat format, String name) throws IOException {
    LineReader lines = new LineReader(in, JobReader.MAX_LINE_BYTES);
    return switch (format) {
      case TEXT -> new LineTexts(lines, line -> line);
      case JSONL -> new LineTexts(lines, line -> JsonTexts.of(line, name));
      case CSV -> CsvTexts.open(lines, name);
    };
  }

  /** The next text or bad line, or empty at the end. */
  Optional<SourceText> next() throws IOException;

  /** Bytes read so far. */
  long consumed();
}
