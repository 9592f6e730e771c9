package io.millrace.batch;

import java.io.IOException;
import java.util.Optional;

/** Texts in a column of comma-separated values. */
final class CsvTexts implements TextSource {

  private final CsvTable table;
  private final int column;

  private CsvTexts(CsvTable table, int column) {
    this.table = table;
    this.column = column;
  }

  /**
   * Reads the columns' names.
   *
   * @throws JobRefusedException if {@code name} is none of them
   */
  static CsvTexts open(LineReader lines, String name) throws IOException {
    CsvTable table = CsvTable.open(lines);
    int column = table.columns().indexOf(name);
    if (column < 0) {
      throw new JobRefusedException(
          "input: has no column "
              + name
              + ", expected one of "
              + String.join(", ", table.columns()));
    }
    return new CsvTexts(table, column);
  }

  @Override
  public Optional<SourceText> next() throws IOException {
    return table
        .next()
        .map(
            row ->
                row.problem().isEmpty()
                    ? new SourceText(row.line(), row.fields().get(column), "")
                    : SourceText.wrong(row.line(), row.problem()));
  }

  @Override
  public long consumed() {
    return table.consumed();
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
