package io.millrace.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prompts of comma-separated values, whose first record names the columns. */
final class CsvReader implements RequestSource {

  private static final String CODE = "invalid_csv_record";

  private final CsvTable table;
  private final PromptBody body;

  private CsvReader(CsvTable table, PromptBody body) {
    this.table = table;
    this.body = body;
  }

  /**
   * Reads the columns' names.
   *
   * @throws JobRefusedException if there are none, two are the same, or the template names others
   */
  static CsvReader open(InputStream in, PromptBody body) throws IOException {
    CsvTable table = CsvTable.open(new LineReader(in, JobReader.MAX_LINE_BYTES));
    body.expectNames(new LinkedHashSet<>(table.columns()));
    return new CsvReader(table, body);
  }

  @Override
  public Optional<JobLine> next() throws IOException {
    return table.next().map(this::line);
  }

  private JobLine line(CsvTable.Row row) {
    if (!row.problem().isEmpty()) {
      return new JobLine.Refused(row.line(), "", CODE, row.problem());
    }
    List<String> columns = table.columns();
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i), row.fields().get(i));
    }
    return body.ask(row.line(), values);
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
