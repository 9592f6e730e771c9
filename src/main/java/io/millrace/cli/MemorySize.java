package io.millrace.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory as users write it.
 *
 * @param bytes more than 0
 */
record MemorySize(long bytes) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([KMGT]?)(I?B)?");

  static MemorySize parse(String text) {
    Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw new TypeConversionException(
          "'" + text + "' is no amount of memory, expected one such as 512M or 2G");
    }
    int power = " KMGT".indexOf(form.group(2).isEmpty() ? " " : form.group(2));
    try {
      return new MemorySize(Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (10 * power)));
    } catch (ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is more memory than can be counted");
    }
  }

  /** Such as {@code 253.1 MB}; decimal units, as file managers show. */
  static String show(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    }
    String units = "kMGTPE";
    double value = bytes / 1e3;
    int unit = 0;
    while (value >= 999.95) {
      value /= 1e3;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", value, units.charAt(unit));
  }
}
