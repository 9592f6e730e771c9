package io.millrace.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prompts, one a line; blank lines are left out. */
final class TextReader implements RequestSource {

  private final LineReader lines;
  private final PromptBody body;

  TextReader(InputStream in, PromptBody body) throws JobRefusedException {
    body.expectNames(Set.of("text"));
    this.lines = new LineReader(in, JobReader.MAX_LINE_BYTES);
    this.body = body;
  }

  @Override
  public Optional<JobLine> next() throws IOException {
    return lines.readText().map(this::parse);
  }

  private JobLine parse(InputLine line) {
    if (line.isCut()) {
      return JobLine.Refused.tooLong(line);
    }
    Optional<String> text = StrictText.decodeLine(line.bytes());
    if (text.isEmpty()) {
      return new JobLine.Refused(
          line.number(), "", "invalid_text_line", "found bytes that are not UTF-8");
    }
    return body.ask(line.number(), Map.of("text", text.get()));
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
