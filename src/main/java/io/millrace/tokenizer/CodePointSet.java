package io.millrace.tokenizer;

import java.util.Arrays;

/** A set of characters, as runs in ascending order. */
final class CodePointSet {

  /** Characters that Unicode calls white space. */
  static final CodePointSet SPACE =
      new CodePointSet(
          new int[] {
            0x09, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2028, 0x202F, 0x205F, 0x3000,
          },
          new int[] {
            0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x200A, 0x2029, 0x202F, 0x205F, 0x3000,
          });

  /** Punctuation, and all signs of ASCII. */
  static final CodePointSet PUNCTUATION = CharacterTable.set("punctuation");

  /** Letters, marks, digits and connectors. */
  static final CodePointSet WORD = CharacterTable.set("word");

  private static final int COMMON = 0x3000; // looked up directly

  private final int[] firsts;
  private final int[] lasts;
  private final long[] common = new long[COMMON / 64];

  CodePointSet(int[] firsts, int[] lasts) {
    this.firsts = firsts;
    this.lasts = lasts;
    for (int c = 0; c < COMMON; c++) {
      if (search(c)) {
        common[c >>> 6] |= 1L << c;
      }
    }
  }

  boolean contains(int codePoint) {
    return codePoint < COMMON
        ? (common[codePoint >>> 6] >>> codePoint & 1) != 0
        : search(codePoint);
  }

  private boolean search(int codePoint) {
    int found = Arrays.binarySearch(firsts, codePoint);
    int run = found >= 0 ? found : -found - 2;
    return run >= 0 && codePoint <= lasts[run];
  }
}
