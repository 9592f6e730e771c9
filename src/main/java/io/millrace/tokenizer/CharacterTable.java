package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tokenizers of Hugging Face folders know about characters, from a table in the jar, so
 * that ids do not depend on the JDK. Made by {@code scripts/tokenizer_characters.py}.
 */
final class CharacterTable {

  private static final String NAME = "characters.txt";
  private static final CharacterTable TABLE = read();

  private final Map<String, List<String>> sections = new HashMap<>();

  private CharacterTable() {}

  private static CharacterTable read() {
    try (InputStream in = CharacterTable.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException(
            "tokenizer: " + NAME + " is missing from the jar; build it again");
      }
      CharacterTable table = new CharacterTable();
      List<String> section = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), US_ASCII).lines().toList()) {
        if (line.startsWith("[")) {
          section = new ArrayList<>();
          table.sections.put(line.substring(1, line.length() - 1), section);
        } else {
          section.add(line);
        }
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a section. */
  static List<String> lines(String section) {
    return TABLE.sections.get(section);
  }

  /** The numbers of a line, which are hexadecimal and may have a sign. */
  static int[] numbers(String line) {
    String[] words = line.split(" ", -1);
    int[] numbers = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Integer.parseInt(words[i], 16);
    }
    return numbers;
  }

  /** A section that is a set: each line the first and last of a run. */
  static CodePointSet set(String section) {
    List<int[]> runs = lines(section).stream().map(CharacterTable::numbers).toList();
    return new CodePointSet(
        runs.stream().mapToInt(run -> run[0]).toArray(),
        runs.stream().mapToInt(run -> run[1]).toArray());
  }
}
