package io.millrace.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prompts of comma-separated values, whose first record names the columns. */
final class CsvReader implements RequestSource {

  private static final String CODE = "invalid_csv_record";

  private final LineReader lines;
  private final PromptBody body;
  private final CsvParser parser = new CsvParser(JobReader.MAX_LINE_BYTES);
  private List<String> columns = List.of();
  private long first;

  private CsvReader(InputStream in, PromptBody body) {
    this.lines = new LineReader(in, JobReader.MAX_LINE_BYTES);
    this.body = body;
  }

  /**
   * Reads the columns' names.
   *
   * @throws JobRefusedException if there are none, two are the same, or the template names others
   */
  static CsvReader open(InputStream in, PromptBody body) throws IOException {
    CsvReader reader = new CsvReader(in, body);
    Optional<CsvParser.Parsed> names = reader.record();
    if (names.isEmpty() || !names.get().problem().isEmpty()) {
      throw new JobRefusedException(
          "input: has no first line with the names of its columns"
              + names.map(n -> ", " + n.problem()).orElse(""));
    }
    reader.columns = names.get().fields();
    Set<String> known = new LinkedHashSet<>(reader.columns);
    if (known.size() < reader.columns.size()) {
      throw new JobRefusedException(
          "input: names a column twice in " + String.join(",", reader.columns));
    }
    body.expectNames(known);
    return reader;
  }

  @Override
  public Optional<JobLine> next() throws IOException {
    return record().map(this::line);
  }

  private JobLine line(CsvParser.Parsed parsed) {
    List<String> fields = parsed.fields();
    if (!parsed.problem().isEmpty()) {
      return new JobLine.Refused(first, "", CODE, parsed.problem());
    }
    if (fields.size() != columns.size()) {
      String message =
          "found "
              + fields.size()
              + " fields, expected "
              + columns.size()
              + " as in the first line";
      return new JobLine.Refused(first, "", CODE, message);
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      values.put(columns.get(i), fields.get(i));
    }
    return body.ask(first, values);
  }

  /** The next record; {@link #first} is the number of its first line. */
  private Optional<CsvParser.Parsed> record() throws IOException {
    Optional<InputLine> line = lines.readText();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    first = line.get().number();
    while (line.isPresent()) {
      Optional<CsvParser.Parsed> parsed = add(line.get());
      if (parsed.isPresent()) {
        return parsed;
      }
      line = lines.read(); // blank lines in quotes belong to the field
    }
    return Optional.of(parser.fail("found the end of the file, expected a closing quote"));
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

  @Override
  public long consumed() {
    return lines.consumed();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
