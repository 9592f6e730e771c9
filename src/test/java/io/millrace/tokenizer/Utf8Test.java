package io.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {

  /** Tables 3-8 to 3-11 of the Unicode Standard, with ? for U+FFFD. */
  @ParameterizedTest
  @CsvSource({
    "C0AFE080BFF0818241, ????????A",
    "EDA080EDBFBFEDAF41, ????????A",
    "F4919293FF4180BF42, ?????A??B",
    "E180E2F09192F1BF41, ????A",
    "61F09F9880C3A9E282AC, a😀é€",
    "F09F98, ?",
    "'', ''",
  })
  void malformedBytesBecomeReplacementCharacters(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertEquals(expected.replace('?', '\uFFFD'), Utf8.decode(bytes, bytes.length));
  }

  @Property
  void validTextIsWrittenAndReadAsTheJdkDoes(@ForAll String text) {
    String valid = new String(text.getBytes(UTF_8), UTF_8); // unpaired surrogates become "?"
    byte[] utf8 = Utf8.encode(valid);
    assertArrayEquals(valid.getBytes(UTF_8), utf8);
    assertEquals(valid, Utf8.decode(utf8, utf8.length));
  }

  @Test
  void everyCodePointSurvives() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < 0xD800 || c > 0xDFFF) {
        all.appendCodePoint(c);
      }
    }
    byte[] utf8 = Utf8.encode(all.toString());
    assertArrayEquals(all.toString().getBytes(UTF_8), utf8);
    assertEquals(all.toString(), Utf8.decode(utf8, utf8.length));
    int at = 0;
    for (int i = 0; i < all.length(); i += Character.charCount(all.codePointAt(i))) {
      assertEquals(all.codePointAt(i), Utf8.codePoint(utf8, at, utf8.length));
      at += Utf8.length(utf8[at]);
    }
  }

  @Test
  void unpairedSurrogatesBecomeReplacementCharacters() {
    assertArrayEquals("a\uFFFDb\uFFFD\uFFFD".getBytes(UTF_8), Utf8.encode("a\uD83Db\uDE00\uD83D"));
  }
}
