package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static List<InputLine> read(String text, int maxLength) throws IOException {
    List<InputLine> lines = new ArrayList<>();
    try (LineReader reader =
        new LineReader(new ByteArrayInputStream(text.getBytes(UTF_8)), maxLength)) {
      Optional<InputLine> line = reader.read();
      while (line.isPresent()) {
        lines.add(line.get());
        line = reader.read();
      }
      assertEquals(text.getBytes(UTF_8).length, reader.consumed());
    }
    return lines;
  }

  private static List<String> texts(List<InputLine> lines) {
    return lines.stream().map(line -> new String(line.bytes(), UTF_8)).toList();
  }

  @Test
  void cutsAtLineFeedsAndNumbersFromOne() throws IOException {
    List<InputLine> lines = read("a\n\nb", 100);
    assertEquals(List.of("a", "", "b"), texts(lines));
    assertEquals(List.of(1L, 2L, 3L), lines.stream().map(InputLine::number).toList());
    assertTrue(lines.get(1).isBlank());
    assertEquals(List.of(), read("", 100));
  }

  @Test
  void linesLongerThanTheBufferStayWhole() throws IOException {
    String large = "x".repeat(200_000);
    assertEquals(List.of(large, "y"), texts(read(large + "\ny\n", 1 << 20)));
  }

  @Test
  void keepsTheBeginningOfALineThatIsTooLong() throws IOException {
    List<InputLine> lines = read("x".repeat(200_000) + "\ny\n", 10);
    assertTrue(lines.get(0).isCut());
    assertEquals(200_000, lines.get(0).length());
    assertEquals(List.of("x".repeat(10), "y"), texts(lines));
  }

  @Test
  void skipsAByteOrderMark() throws IOException {
    List<InputLine> lines = read("\uFEFFa\n\uFEFFb\n", 100);
    assertEquals(List.of("a", "\uFEFFb"), texts(lines));
    assertEquals(false, lines.get(0).isCut());
  }
}
