package io.millrace.batch;

import io.millrace.json.JsonException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Texts that stand in lines of their own; blank lines are left out. */
final class LineTexts implements TextSource {

  private final LineReader lines;
  private final UnaryOperator<String> text;

  /**
   * @param text takes the text out of a line, or throws a {@link JsonException}
   */
  LineTexts(LineReader lines, UnaryOperator<String> text) {
    this.lines = lines;
    this.text = text;
  }

  @Override
  public Optional<SourceText> next() throws IOException {
    return lines.readText().map(this::read);
  }

  private SourceText read(InputLine line) {
    if (line.isCut()) {
      return SourceText.wrong(line.number(), JobLine.Refused.tooLong(line).message());
    }
    Optional<String> decoded = StrictText.decodeLine(line.bytes());
    if (decoded.isEmpty()) {
      return SourceText.wrong(line.number(), "found bytes that are not UTF-8");
    }
    try {
      return new SourceText(line.number(), text.apply(decoded.get()), "");
    } catch (JsonException e) {
      return SourceText.wrong(line.number(), e.getMessage());
    }
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
