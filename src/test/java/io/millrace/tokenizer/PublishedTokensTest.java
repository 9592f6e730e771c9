package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Ids of published vocabularies, too large to keep here: {@code scripts/golden_tokens.py published}
 * writes them into {@code target/tokens}.
 */
class PublishedTokensTest {

  private static final Path FOLDER = Path.of("target", "tokens");

  @TestFactory
  List<DynamicTest> idsAreThoseOfThePublishedTokenizers() throws IOException {
    List<Path> files = files();
    if (files.isEmpty()) {
      System.out.println(
          "SKIPPED ids of published vocabularies: "
              + FOLDER
              + " holds none; run scripts/golden_tokens.py published");
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)))
        .toList();
  }

  private static List<Path> files() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".tokens")).sorted().toList();
    }
  }

  private static void compare(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      PackedStrings names = strings(in);
      PackedStrings tokens = strings(in);
      int[] ranks = ints(in);
      float[] scores = new float[ranks.length];
      for (int id = 0; id < ranks.length; id++) {
        scores[id] = -ranks[id];
      }
      int[] types = ints(in);
      Tokenizer tokenizer =
          Tokenizers.of(
              new TokenizerSpec(
                  names.text(0),
                  names.text(1),
                  new Vocabulary(tokens, scores, types),
                  strings(in),
                  SpecialIds.none(),
                  new TextRules(false, false, names.text(2).equals("prefix"), false)));
      PackedStrings texts = strings(in);
      for (int i = 0; i < texts.size(); i++) {
        int[] encoded = tokenizer.encode(texts.text(i), SpecialTokens.PARSE);
        assertArrayEquals(ints(in), encoded, texts.text(i));
      }
    }
  }

  private static PackedStrings strings(DataInputStream in) throws IOException {
    PackedStrings.Builder strings = new PackedStrings.Builder();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      byte[] string = in.readNBytes(in.readInt());
      strings.add(string, 0, string.length);
    }
    return strings.build();
  }

  private static int[] ints(DataInputStream in) throws IOException {
    int[] values = new int[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }
}
