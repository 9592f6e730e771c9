package io.millrace.tokenizer;

import java.util.Arrays;
import java.util.List;

/** Small letters for capital ones, each character alone: no regard to its neighbours. */
final class Lowercase implements TextNormalizer {

  private static final int DOTTED_I = 0x130; // the one letter that becomes two
  private static final int DOT_ABOVE = 0x307;

  private static final int[][] RUNS = runs();
  private static final int[] FIRSTS = Arrays.stream(RUNS).mapToInt(run -> run[0]).toArray();

  private static int[][] runs() {
    List<String> lines = CharacterTable.lines("lower");
    return lines.stream().map(CharacterTable::numbers).toArray(int[][]::new);
  }

  /** The small letter of a character, or the character itself. */
  static int of(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
    }
    int found = Arrays.binarySearch(FIRSTS, codePoint);
    int[] run = RUNS[found >= 0 ? found : -found - 2];
    boolean inRun = codePoint <= run[1] && (codePoint - run[0]) % run[2] == 0;
    return inRun ? codePoint + run[3] : codePoint;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    TextChanges changes = new TextChanges(text);
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.at(i);
      if (codePoint == DOTTED_I) {
        changes.add('i', 0);
        changes.add(DOT_ABOVE, 1);
      } else {
        changes.add(of(codePoint), 0);
      }
    }
    return changes.finish();
  }
}
