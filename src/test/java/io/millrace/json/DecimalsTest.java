package io.millrace.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {

  /** The right column is what Python 3's repr gives. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "1, 1.0",
    "-2.5, -2.5",
    "100, 100.0",
    "123456.789, 123456.789",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.000012345, 1.2345e-05",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "12345678901234567890, 1.2345678901234567e+19",
    "1e23, 1e+23",
    "2e23, 2e+23",
    "9007199254740993, 9007199254740992.0",
    "5.684341886080802e-14, 5.684341886080802e-14",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "4.9e-324, 5e-324",
    "9.9e-324, 1e-323",
    "1.5e-323, 1.5e-323",
    "2e-322, 2e-322",
    "1e100, 1e+100",
    "-0.0, -0.0"
  })
  void writesWhatPythonWrites(double value, String expected) {
    assertEquals(expected, Decimals.toString(value));
  }

  @Property(tries = 20_000)
  void isTheShortestNameOfAnyDouble(@ForAll long bits) {
    double value = Math.abs(Double.longBitsToDouble(bits));
    if (!Double.isFinite(value) || value == 0) {
      return;
    }
    String text = Decimals.toString(value);
    assertEquals(value, Double.parseDouble(text));
    BigDecimal shortest = Decimals.shortest(value);
    assertEquals(0, shortest.compareTo(new BigDecimal(text)), text + " for " + shortest);
  }

  @Property(tries = 5_000)
  void floatsKeepTheirOwnDigits(@ForAll float value) {
    double wide = Decimals.widen(value);
    assertEquals(value, (float) wide);
    String digits = Decimals.toString(wide).replaceAll("e.*|[-.]", "").replaceAll("^0+|0+$", "");
    assertTrue(digits.length() <= 9, digits);
  }

  @Test
  void refusesWhatJsonCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> Decimals.toString(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Decimals.toString(Double.POSITIVE_INFINITY));
  }
}
