package io.millrace.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CategoriesTest {

  /**
   * The JDK's own data agree but for characters assigned after its version of Unicode and the few
   * whose category a later version changed.
   */
  @Test
  void theTableAgreesWithTheJdk() {
    int differing = 0;
    for (String name : Categories.NAMES) {
      Pattern pattern = Pattern.compile("\\p{" + name + "}");
      for (int c = 0; c <= Character.MAX_CODE_POINT; c += 1) {
        boolean ours = Categories.NAMES.get(Categories.table().of(c)).equals(name);
        if (ours && Character.isDefined(c) && !surrogate(c)) {
          differing += pattern.matcher(Character.toString(c)).matches() ? 0 : 1;
        }
      }
    }
    assertTrue(differing <= 2, differing + " characters differ"); // JDK 17: 2, JDK 25: 0
  }

  private static boolean surrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  @Test
  void knowsCharactersNewerThanJdk17() {
    assertEquals("Lu", category(0x1C89)); // Unicode 16
    assertEquals("Nd", category(0x10D40)); // Unicode 16
    assertEquals("Lo", category(0x31350)); // Unicode 15
    assertEquals("So", category(0x1FAE9)); // Unicode 16
    assertEquals("Cn", category(0x3FFFF));
    assertEquals("Co", category(0x10FFFD));
  }

  private static String category(int codePoint) {
    return Categories.NAMES.get(Categories.table().of(codePoint));
  }
}
