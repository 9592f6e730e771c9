package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VocabularyTest {

  @Test
  void findsEveryPieceByItsSpelling() {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      pieces.add(Integer.toString(i, 36) + (i % 3 == 0 ? "é" : ""));
    }
    Vocabulary vocabulary = new Vocabulary(PackedStrings.of(pieces), new float[0], new int[0]);
    for (int i = 0; i < pieces.size(); i++) {
      assertEquals(OptionalInt.of(i), vocabulary.id(pieces.get(i)));
      assertEquals(pieces.get(i), vocabulary.piece(i));
      assertEquals(TokenKind.NORMAL, vocabulary.kind(i));
    }
    assertTrue(vocabulary.id("not there").isEmpty());
    assertTrue(vocabulary.id("").isEmpty());
  }

  @Test
  void theFirstOfEqualPiecesIsFound() {
    Vocabulary vocabulary =
        new Vocabulary(PackedStrings.of(List.of("a", "b", "a")), new float[0], new int[0]);
    assertEquals(OptionalInt.of(0), vocabulary.id("a"));
    assertEquals("a", vocabulary.piece(2));
  }

  @Test
  void keepsBytesThatAreNotUtf8() {
    PackedStrings pieces = new PackedStrings(new byte[] {(byte) 0xFF, 'x'}, new int[] {0, 1, 1, 2});
    Vocabulary vocabulary = new Vocabulary(pieces, new float[0], new int[0]);
    assertArrayEquals(new byte[] {(byte) 0xFF}, pieces.bytes(0));
    assertEquals("\uFFFD", vocabulary.piece(0));
    assertEquals(OptionalInt.of(1), vocabulary.id(""));
  }

  @Test
  void rejectsWhatContradictsItself() {
    PackedStrings one = PackedStrings.of(List.of("a"));
    assertMessage(
        "vocabulary: 2 scores, expected 1, one for each token",
        () -> new Vocabulary(one, new float[2], new int[0]));
    assertMessage(
        "vocabulary: score of token 0 is NaN",
        () -> new Vocabulary(one, new float[] {Float.NaN}, new int[0]));
    assertMessage(
        "vocabulary: token type is 7, expected 0 to 6",
        () -> new Vocabulary(one, new float[0], new int[] {7}));
    assertMessage(
        "packed strings: string 1 spans bytes 3 to 2, expected ascending and at most 4",
        () -> new PackedStrings(new byte[4], new int[] {0, 3, 2}));
    assertMessage(
        "packed strings: string 0 spans bytes 0 to 5, expected ascending and at most 4",
        () -> new PackedStrings(new byte[4], new int[] {0, 5}));
    Vocabulary vocabulary = new Vocabulary(one, new float[0], new int[0]);
    assertMessage("vocabulary: token id is 1, expected 0 to 0", () -> vocabulary.piece(1));
    assertMessage("vocabulary: token id is -1, expected 0 to 0", () -> vocabulary.kind(-1));
  }

  @Test
  void scoresAreThoseGiven() {
    Vocabulary vocabulary =
        new Vocabulary(PackedStrings.of(List.of("a", "b")), new float[] {-1, 2.5f}, new int[0]);
    assertEquals(2.5f, vocabulary.score(1));
  }

  private static void assertMessage(String expected, Runnable action) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
