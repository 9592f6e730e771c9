package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StopStringsTest {

  @Test
  void holdsBackWhatMayBecomeAStopString() {
    StopStrings stops = new StopStrings(List.of("END"));
    assertEquals("a ", stops.append("a E"));
    assertEquals("", stops.append("N"));
    assertEquals("EN", stops.append("E")); // "ENE": only the last letter may still begin one
    assertEquals("E!", stops.append("!"));
    assertFalse(stops.matched());
  }

  @Test
  void neverGivesOutAPartOfTheStopString() {
    StopStrings stops = new StopStrings(List.of("\n\nQ"));
    assertEquals("yes", stops.append("yes\n"));
    assertEquals("", stops.append("\nQ: more"));
    assertTrue(stops.matched());
    assertEquals("", stops.append("text"));
    assertEquals("", stops.finish());
  }

  @Test
  void takesTheOneThatIsCompleteFirst() {
    StopStrings stops = new StopStrings(List.of("bcd", "c"));
    assertEquals("ab", stops.append("abcd"));
    assertTrue(stops.matched());
  }

  @Test
  void takesTheLongestOfThoseCompleteTogether() {
    StopStrings stops = new StopStrings(List.of("c", "bc"));
    assertEquals("a", stops.append("abc"));
  }

  @Test
  void givesBackAtTheEndWhatWasHeld() {
    StopStrings stops = new StopStrings(List.of("stop"));
    assertEquals("", stops.append("sto"));
    assertEquals("sto", stops.finish());
  }

  @Test
  void passesTextInWhichNothingCounts() {
    StopStrings stops = new StopStrings(List.of("x"));
    assertEquals("axb", stops.pass("axb"));
    assertEquals("c", stops.append("cx"));
  }

  @Property
  void doesNotDependOnTheCuts(
      @ForAll("texts") String text, @ForAll("stopLists") List<String> stops, @ForAll long seed) {
    StopStrings whole = new StopStrings(stops);
    String expected = whole.append(text) + whole.finish();
    StopStrings cut = new StopStrings(stops);
    StringBuilder actual = new StringBuilder();
    for (String piece : pieces(text, seed)) {
      actual.append(cut.append(piece));
    }
    actual.append(cut.finish());
    assertEquals(expected, actual.toString());
    assertEquals(whole.matched(), cut.matched());
    for (String stop : stops) {
      assertFalse(actual.toString().contains(stop));
    }
  }

  private static List<String> pieces(String text, long seed) {
    Random random = new Random(seed);
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(4));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars('a', 'b', 'c').ofMaxLength(40);
  }

  @Provide
  Arbitrary<List<String>> stopLists() {
    return Arbitraries.strings()
        .withChars('a', 'b', 'c')
        .ofMinLength(1)
        .ofMaxLength(5)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }
}
