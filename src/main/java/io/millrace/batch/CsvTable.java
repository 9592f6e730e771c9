package io.millrace.batch;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The records of comma-separated values, whose first one names the columns. */
final class CsvTable implements Closeable {

  /**
   * A record.
   *
   * @param line the number of its first line
   * @param fields one a column, unless something is wrong
   * @param problem what is wrong with it, or empty
   */
  record Row(long line, List<String> fields, String problem) {}

  private final LineReader lines;
  private final CsvParser parser = new CsvParser(JobReader.MAX_LINE_BYTES);
  private List<String> columns = List.of();

  private CsvTable(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Reads the columns' names.
   *
   * @throws JobRefusedException if there are none, or two are the same
   */
  static CsvTable open(LineReader lines) throws IOException {
    CsvTable table = new CsvTable(lines);
    Optional<Row> names = table.record();
    if (names.isEmpty() || !names.get().problem().isEmpty()) {
      throw new JobRefusedException(
          "input: has no first line with the names of its columns"
              + names.map(n -> ", " + n.problem()).orElse(""));
    }
    table.columns = names.get().fields();
    if (new HashSet<>(table.columns).size() < table.columns.size()) {
      throw new JobRefusedException(
          "input: names a column twice in " + String.join(",", table.columns));
    }
    return table;
  }

  List<String> columns() {
    return columns;
  }

  /** The next record, or empty at the end. */
  Optional<Row> next() throws IOException {
    return record().map(this::checked);
  }

  private Row checked(Row row) {
    if (!row.problem().isEmpty() || row.fields().size() == columns.size()) {
      return row;
    }
    String problem =
        "found "
            + row.fields().size()
            + " fields, expected "
            + columns.size()
            + " as in the first line";
    return new Row(row.line(), row.fields(), problem);
  }

  private Optional<Row> record() throws IOException {
    Optional<InputLine> line = lines.readText();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    long first = line.get().number();
    while (line.isPresent()) {
      Optional<CsvParser.Parsed> parsed = add(line.get());
      if (parsed.isPresent()) {
        return parsed.map(p -> new Row(first, p.fields(), p.problem()));
      }
      line = lines.read(); // blank lines in quotes belong to the field
    }
    CsvParser.Parsed open = parser.fail("found the end of the file, expected a closing quote");
    return Optional.of(new Row(first, open.fields(), open.problem()));
  }

  private Optional<CsvParser.Parsed> add(InputLine line) {
    if (line.isCut()) {
      return Optional.of(parser.fail(JobLine.Refused.tooLong(line).message()));
    }
    Optional<String> text = StrictText.decode(line.bytes());
    return text.isEmpty()
        ? Optional.of(parser.fail("found bytes that are not UTF-8"))
        : parser.add(text.get());
  }

  /** Bytes read so far. */
  long consumed() {
    return lines.consumed();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
