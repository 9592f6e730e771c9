package io.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvParserTest {

  private final CsvParser parser = new CsvParser(1000);

  private List<String> fields(String line) {
    CsvParser.Parsed parsed = parser.add(line).orElseThrow();
    assertEquals("", parsed.problem());
    return parsed.fields();
  }

  @Test
  void fieldsAreCutAtCommas() {
    assertEquals(List.of("a", "", " b "), fields("a,, b "));
    assertEquals(List.of(""), fields(""));
    assertEquals(List.of("a", ""), fields("a,\r"));
    assertEquals(List.of("5\" pipe", "x"), fields("5\" pipe,x"));
  }

  @Test
  void quotesHoldCommasQuotesAndLineEnds() {
    assertEquals(List.of("a,b", "say \"hi\"", ""), fields("\"a,b\",\"say \"\"hi\"\"\",\"\""));
    assertEquals(List.of("x", "y"), fields("\"x\",\"y\"\r"));
    assertEquals(Optional.empty(), parser.add("1,\"first\r"));
    assertEquals(Optional.empty(), parser.add(""));
    assertEquals(List.of("1", "first\r\n\nlast", "2"), fields("last\",2"));
  }

  @Test
  void whatIsWrongIsSaidAndTheNextRecordIsRead() {
    String problem = parser.add("\"a\"b,c").orElseThrow().problem();
    assertEquals("found 'b' behind a closing quote, expected a comma or the line's end", problem);
    assertEquals(List.of("fine"), fields("fine"));
    assertEquals(Optional.empty(), parser.add("\"open"));
    assertTrue(parser.add("x".repeat(1000)).orElseThrow().problem().contains("1000 characters"));
    assertEquals(List.of("fine"), fields("fine"));
  }
}
