package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What characters are made of, in which order their marks stand, and which pairs become one. Hangul
 * is computed, as section 3.12 of the Unicode Standard says; all else is in the table.
 */
final class Decompositions {

  private static final int SYLLABLES = 0xAC00;
  private static final int LEADS = 0x1100;
  private static final int VOWELS = 0x1161;
  private static final int TAILS = 0x11A7; // one before the first tail
  private static final int LEAD_COUNT = 19;
  private static final int VOWEL_COUNT = 21;
  private static final int TAIL_COUNT = 28;
  private static final int SYLLABLE_COUNT = LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT;

  private static final int[] NONE = {};

  private final Map<Integer, int[]> canonical = new HashMap<>();
  private final Map<Integer, int[]> compatible = new HashMap<>();
  private final Map<Long, Integer> composed = new HashMap<>();
  private final int[] classFirsts;
  private final int[][] classes;

  private static final class Holder {
    static final Decompositions TABLE = new Decompositions();
  }

  private Decompositions() {
    Map<Integer, int[]> steps = new HashMap<>();
    for (String line : CharacterTable.lines("canonical")) {
      boolean apart = line.startsWith("-");
      int[] numbers = CharacterTable.numbers(apart ? line.substring(1) : line);
      steps.put(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
      if (!apart) {
        composed.put(pair(numbers[1], numbers[2]), numbers[0]);
      }
    }
    steps.forEach((codePoint, parts) -> canonical.put(codePoint, full(parts, steps)));
    for (String line : CharacterTable.lines("compatible")) {
      int[] numbers = CharacterTable.numbers(line);
      compatible.put(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
    }
    classes =
        CharacterTable.lines("class").stream().map(CharacterTable::numbers).toArray(int[][]::new);
    classFirsts = Arrays.stream(classes).mapToInt(run -> run[0]).toArray();
  }

  static Decompositions table() {
    return Holder.TABLE;
  }

  private static int[] full(int[] parts, Map<Integer, int[]> steps) {
    List<Integer> out = new ArrayList<>();
    for (int part : parts) {
      int[] inner = steps.get(part);
      for (int p : inner == null ? new int[] {part} : full(inner, steps)) {
        out.add(p);
      }
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long pair(int first, int second) {
    return (long) first << 32 | second;
  }

  /** The parts of a character by its canonical decomposition; empty if it has none. */
  int[] canonical(int codePoint) {
    int syllable = codePoint - SYLLABLES;
    if (syllable >= 0 && syllable < SYLLABLE_COUNT) {
      return jamo(syllable);
    }
    return codePoint < 0xC0 ? NONE : canonical.getOrDefault(codePoint, NONE);
  }

  /** The parts of a character by its compatible decomposition; empty if it has none. */
  int[] compatible(int codePoint) {
    int[] parts = codePoint < 0xA0 ? NONE : compatible.getOrDefault(codePoint, NONE);
    return parts.length > 0 ? parts : canonical(codePoint);
  }

  private static int[] jamo(int syllable) {
    int lead = LEADS + syllable / (VOWEL_COUNT * TAIL_COUNT);
    int vowel = VOWELS + syllable / TAIL_COUNT % VOWEL_COUNT;
    int tail = syllable % TAIL_COUNT;
    return tail == 0 ? new int[] {lead, vowel} : new int[] {lead, vowel, TAILS + tail};
  }

  /** The canonical combining class: 0 for what is no mark. */
  int combiningClass(int codePoint) {
    if (codePoint < 0x300) {
      return 0;
    }
    int found = Arrays.binarySearch(classFirsts, codePoint);
    int[] run = classes[Math.max(0, found >= 0 ? found : -found - 2)];
    return codePoint >= run[0] && codePoint <= run[1] ? run[2] : 0;
  }

  /** The one character that two neighbours become, or -1 if they stay two. */
  int compose(int first, int second) {
    if (first >= LEADS && first < LEADS + LEAD_COUNT) {
      int vowel = second - VOWELS;
      return vowel < 0 || vowel >= VOWEL_COUNT
          ? -1
          : SYLLABLES + ((first - LEADS) * VOWEL_COUNT + vowel) * TAIL_COUNT;
    }
    int syllable = first - SYLLABLES;
    if (syllable >= 0 && syllable < SYLLABLE_COUNT) {
      int tail = second - TAILS;
      boolean open = syllable % TAIL_COUNT == 0;
      return open && tail > 0 && tail < TAIL_COUNT ? first + tail : -1;
    }
    return composed.getOrDefault(pair(first, second), -1);
  }
}
