package io.millrace.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextSourceTest {

  /** Number and text of each line, or number and problem in brackets. */
  private static List<String> read(TextFormat format, String name, byte[] bytes)
      throws IOException {
    List<String> texts = new ArrayList<>();
    try (TextSource source = TextSource.open(new ByteArrayInputStream(bytes), format, name)) {
      for (Optional<SourceText> text = source.next(); text.isPresent(); text = source.next()) {
        SourceText found = text.get();
        texts.add(
            found.line() + (found.isWrong() ? " (" + found.problem() + ")" : " " + found.text()));
      }
      assertEquals(bytes.length, source.consumed());
    }
    return texts;
  }

  private static List<String> read(TextFormat format, String name, String text) throws IOException {
    return read(format, name, text.getBytes(UTF_8));
  }

  @Test
  void linesAreTextsAndBlankOnesAreLeftOut() throws IOException {
    assertEquals(
        List.of("1 one", "3  two {x} ", "4 \"three\""),
        read(TextFormat.TEXT, "", "\uFEFFone\r\n\n two {x} \n\"three\""));
    assertEquals(List.of(), read(TextFormat.TEXT, "", ""));
    byte[] broken = {'a', '\n', (byte) 0xC3, '\n', 'b'};
    assertEquals(
        List.of("1 a", "2 (found bytes that are not UTF-8)", "3 b"),
        read(TextFormat.TEXT, "", broken));
  }

  @Test
  void jsonLinesAreStringsOrHaveAMember() throws IOException {
    assertEquals(
        List.of(
            "1 a\nb",
            "2 c",
            "3 (t: found nothing, expected a value)",
            "4 (t: found the number 1, expected a string)",
            "5 (found an array, expected an object)"),
        read(
            TextFormat.JSONL,
            "t",
            "\"a\\nb\"\n{\"t\":\"c\",\"x\":1}\n{\"x\":1}\n{\"t\":1}\n[1]\n"));
    String problem = read(TextFormat.JSONL, "t", "{\"t\":\n").get(0);
    assertEquals("1 (line 1, column", problem.substring(0, 17));
  }

  @Test
  void csvHasAColumn() throws IOException {
    assertEquals(
        List.of("2 a,\nb", "4 (found 1 fields, expected 2 as in the first line)", "5 c"),
        read(TextFormat.CSV, "t", "id,t\n1,\"a,\nb\"\n2\n3,c\n"));
    JobRefusedException refused =
        assertThrows(JobRefusedException.class, () -> read(TextFormat.CSV, "text", "id,t\n1,2\n"));
    assertEquals("input: has no column text, expected one of id, t", refused.getMessage());
    assertThrows(JobRefusedException.class, () -> read(TextFormat.CSV, "t", ""));
  }

  @Test
  void suffixesNameTheFormat() {
    assertEquals(TextFormat.JSONL, TextFormat.of(Path.of("a.JSONL")));
    assertEquals(TextFormat.CSV, TextFormat.of(Path.of("a.csv")));
    assertEquals(TextFormat.TEXT, TextFormat.of(Path.of("a")));
  }
}
