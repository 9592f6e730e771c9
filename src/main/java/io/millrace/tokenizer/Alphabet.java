package io.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The few characters that split rules tell apart: ASCII as it is, and one stand-in for all other
 * characters of a category.
 *
 * <p>A text is folded into these before a rule looks at it. So the regular expressions of a rule
 * see one char for each code point, never ask the JDK what a letter is, and have short classes. A
 * rule that names blocks of characters gives them as extra sets; each combination of category and
 * sets has a stand-in of its own.
 */
final class Alphabet {

  private static final int BASE = 0xE000; // private use: no character of a folded text is ambiguous
  private static final int STRIDE = 32;
  private static final char LONG_S = '\u017F'; // matches s where case is ignored
  private static final char NEXT_LINE = '\u0085'; // the one white space with category Cc

  private final Categories categories = Categories.table();
  private final List<String> sets;

  /**
   * Makes an alphabet.
   *
   * @param sets at most five sets of characters beyond ASCII, each pairs of first and last
   */
  Alphabet(String... sets) {
    this.sets = List.of(sets);
  }

  /** The char that stands for a code point. */
  char fold(int codePoint) {
    if (codePoint < 0x80 || codePoint == LONG_S || codePoint == NEXT_LINE) {
      return (char) codePoint;
    }
    int combination = 0;
    for (int i = 0; i < sets.size(); i++) {
      combination |= contains(sets.get(i), codePoint) ? 1 << i : 0;
    }
    return (char) (BASE + STRIDE * combination + categories.of(codePoint));
  }

  private static boolean contains(String set, int codePoint) {
    for (int i = 0; i < set.length(); ) {
      int first = set.codePointAt(i);
      i += Character.charCount(first);
      int last = set.codePointAt(i);
      i += Character.charCount(last);
      if (codePoint >= first && codePoint <= last) {
        return true;
      }
    }
    return false;
  }

  /**
   * The inside of a regular expression's class that matches whole categories.
   *
   * @param names such as {@code "L"} for all letters or {@code "Lu"}
   */
  String of(String... names) {
    return classOf(
        c -> c == NEXT_LINE ? matches(names, "Cc") : c == LONG_S ? matches(names, "Ll") : false,
        (category, combination) -> matches(names, category));
  }

  /** The inside of a class that matches white space. */
  String space() {
    return "\\t-\\r\\u0085" + of("Z");
  }

  /** The inside of a class that matches extra set number {@code set}. */
  String set(int set) {
    boolean longS = contains(sets.get(set), LONG_S);
    boolean nextLine = contains(sets.get(set), NEXT_LINE);
    return classOf(
        c -> c == LONG_S ? longS : c == NEXT_LINE && nextLine,
        (category, combination) -> combination >= 0 && (combination >> set & 1) != 0);
  }

  private static boolean matches(String[] names, String category) {
    for (String name : names) {
      if (category.startsWith(name)) {
        return true;
      }
    }
    return false;
  }

  /** Decides about a category's characters: in a combination of sets, or -1 for those of ASCII. */
  private interface Choice {
    boolean takes(String category, int combination);
  }

  private String classOf(IntPredicate single, Choice choice) {
    List<Integer> chars = new ArrayList<>();
    for (int c = 0; c < 0x80; c++) {
      if (choice.takes(Categories.NAMES.get(categories.of(c)), -1)) {
        chars.add(c);
      }
    }
    for (int c : new int[] {NEXT_LINE, LONG_S}) {
      if (single.test(c)) {
        chars.add(c);
      }
    }
    for (int combination = 0; combination < 1 << sets.size(); combination++) {
      for (int category = 0; category < Categories.NAMES.size(); category++) {
        if (choice.takes(Categories.NAMES.get(category), combination)) {
          chars.add(BASE + STRIDE * combination + category);
        }
      }
    }
    return ranges(chars);
  }

  private static String ranges(List<Integer> chars) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < chars.size(); ) {
      int last = i;
      while (last + 1 < chars.size() && chars.get(last + 1) == chars.get(last) + 1) {
        last++;
      }
      out.append("\\u%04X".formatted(chars.get(i)));
      if (last > i) {
        out.append("-\\u%04X".formatted(chars.get(last)));
      }
      i = last + 1;
    }
    return out.toString();
  }
}
